import { parse } from "graphql";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Ended, startCommand } from "./command.js";

const checkout = fileURLToPath(new URL("../../", import.meta.url));
const printSchema = async (env = ""): Promise<Ended> =>
  startCommand(`env ${env} npm run -s schema`, checkout).ended;

describe("npm run schema", { timeout: 20_000 }, () => {
  it.concurrent("prints the whole contract with its descriptions", async () => {
    const { code, stdout, stderr } = await printSchema();
    expect([code, stderr]).toEqual([0, ""]);
    const contract = await readFile(new URL("../../schema.graphql", import.meta.url), "utf8");
    expect(parse(stdout, { noLocation: true })).toEqual(parse(contract, { noLocation: true }));
  });

  it.concurrent("leaves out what the configuration leaves out", async () => {
    const { stdout } = await printSchema("SUBGRAPH_ROOT=user");
    expect(stdout).toMatch(/type Query \{[^}]*user\(/);
    expect(stdout).not.toContain("me: User");
    expect((await printSchema("SUBGRAPH_ROOT=none")).stdout).not.toContain("type Query");
  });

  it.concurrent("refuses wrong values", async () => {
    const { code, stdout, stderr } = await printSchema("SUBGRAPH_ROOT=you");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain('SUBGRAPH_ROOT: found "you", expected none, or a comma list of me, user');
  });
});
