import { describe, expect, it } from "vitest";
import { readCopy } from "./build-image.js";
import { parseExecForm, finalStage, requireSingle, readDockerfile } from "./dockerfile.js";
import { listFiles, readBuildContextPaths } from "./repository.js";

const stages = readDockerfile();
const final = finalStage(stages);
const copies = stages.flatMap((stage) => stage.instructions.filter(({ keyword }) => keyword === "COPY"));
const fromContext = copies
  .filter(({ flags }) => !flags.has("from"))
  .flatMap(({ text }) => readCopy(text).sources);

describe("the Dockerfile", () => {
  it("builds in stages and ships a last one, all of them on Node 24", () => {
    expect(stages.map(({ name }) => name)).toEqual(["build", undefined]);
    expect(stages.map(({ image }) => /(?:node:|nodejs)(\d+)-/.exec(image)?.[1])).toEqual(["24", "24"]);
  });

  it("pins every base image to a tag that says more than latest", () => {
    for (const { image } of stages) expect(image).toMatch(/:(?!latest)[\w.-]+$/);
  });

  it("installs what the lock file says, and runs no script of a package", () => {
    const installs = stages.flatMap(({ instructions }) =>
      instructions.filter(({ keyword, text }) => keyword === "RUN" && /npm (ci|i|install)\b/.test(text)),
    );
    expect(installs.map(({ text }) => text)).toEqual(["npm ci --ignore-scripts"]);
  });

  it("ships dist, the schema and package.json, and nothing else", () => {
    const shipped = final.instructions.filter(({ keyword }) => keyword === "COPY" || keyword === "ADD");
    expect(
      shipped.map(
        ({ flags, text }) => `${flags.get("from") ?? "context"}: ${readCopy(text).sources.join(" ")}`,
      ),
    ).toEqual(["build: /app/dist", "context: package.json schema.graphql"]);
    expect(final.instructions.some(({ keyword }) => keyword === "RUN")).toBe(false);
  });

  it("runs as a user that is a number other than 0", () => {
    expect(requireSingle(final, "USER").text).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it("starts node itself, which then gets the signals", () => {
    expect(parseExecForm(requireSingle(final, "ENTRYPOINT"))).toEqual(["/nodejs/bin/node", "dist/main.js"]);
    expect(final.instructions.some(({ keyword }) => keyword === "CMD")).toBe(false);
    expect(requireSingle(final, "ENV").text).toBe("NODE_ENV=production");
  });

  it("asks whether it lives, by node: the image has no shell and no curl", () => {
    const [command, flag, script] = parseExecForm(requireSingle(final, "HEALTHCHECK"));
    expect([command, flag]).toEqual(["/nodejs/bin/node", "-e"]);
    expect(script).toContain("/livez");
  });

  it("takes no argument and holds no credential", () => {
    for (const { instructions } of stages) {
      for (const { keyword, text } of instructions) {
        expect(keyword).not.toBe("ARG");
        expect(text).not.toMatch(/secret|token|password|npmrc=/i);
      }
    }
  });
});

describe("what is sent to the engine", () => {
  it("is what the Dockerfile copies, no less and no more", () => {
    expect([...readBuildContextPaths()].sort()).toEqual([...new Set(fromContext)].sort());
  });

  it("is in the repository", async () => {
    const files = await listFiles();
    const exists = (name: string): boolean =>
      files.some((path) => path === name || path.startsWith(`${name}/`));
    expect(fromContext.filter((name) => !exists(name))).toEqual([]);
  });

  it("holds no environment file, nor a key", async () => {
    const allowed = readBuildContextPaths();
    const sent = (await listFiles()).filter((path) =>
      allowed.some((name) => path === name || path.startsWith(`${name}/`)),
    );
    expect(sent.filter((path) => /(^|\/)\.env|\.(pem|key|pat)$/.test(path))).toEqual([]);
  });
});
