import { readdir, readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { z } from "zod";
import { parse } from "yaml";

const root = new URL("../../", import.meta.url);
const workflows = new URL(".github/workflows/", root);

const workflowSchema = z.object({
  jobs: z.record(
    z.string(),
    z.object({ steps: z.array(z.object({ run: z.string().optional() })).optional() }),
  ),
});
const packageSchema = z.object({ scripts: z.record(z.string(), z.string()) });

it("runs only npm scripts that exist, in every workflow", async () => {
  const { scripts } = packageSchema.parse(JSON.parse(await readFile(new URL("package.json", root), "utf8")));
  const called = new Set<string>();
  for (const name of await readdir(workflows)) {
    const { jobs } = workflowSchema.parse(parse(await readFile(new URL(name, workflows), "utf8")));
    const commands = Object.values(jobs).flatMap(({ steps = [] }) => steps.map(({ run = "" }) => run));
    for (const [, script = "test"] of commands.join("\n").matchAll(/npm (?:run (?:-s )?([\w:]+)|test)/g)) {
      called.add(script);
    }
  }
  expect([...called].filter((script) => scripts[script] === undefined)).toEqual([]);
  expect([...called]).toEqual(expect.arrayContaining(["check", "test", "test:all"]));
});
