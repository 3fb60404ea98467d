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
  it("has a build stage and a final stage, both on Node.js 24", () => {
    expect(stages.map(({ name }) => name)).toEqual(["build", undefined]);
    expect(stages.map(({ image }) => /(?:node:|nodejs)(\d+)-/.exec(image)?.[1])).toEqual(["24", "24"]);
  });

  it("pins every base image to a tag other than latest", () => {
    for (const { image } of stages) expect(image).toMatch(/:(?!latest)[\w.-]+$/);
  });

  it("installs the packages of the lock file without running their scripts", () => {
    const installs = stages.flatMap(({ instructions }) =>
      instructions.filter(({ keyword, text }) => keyword === "RUN" && /npm (ci|i|install)\b/.test(text)),
    );
    expect(installs.map(({ text }) => text)).toEqual(["npm ci --ignore-scripts"]);
  });

  it("ships only dist, the schema and package.json", () => {
    const shipped = final.instructions.filter(({ keyword }) => keyword === "COPY" || keyword === "ADD");
    expect(
      shipped.map(
        ({ flags, text }) => `${flags.get("from") ?? "context"}: ${readCopy(text).sources.join(" ")}`,
      ),
    ).toEqual(["build: /app/dist", "context: package.json schema.graphql"]);
    expect(final.instructions.some(({ keyword }) => keyword === "RUN")).toBe(false);
  });

  it("runs as a numeric user and group other than 0", () => {
    expect(requireSingle(final, "USER").text).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it("starts node directly, so that it receives signals", () => {
    expect(parseExecForm(requireSingle(final, "ENTRYPOINT"))).toEqual(["/nodejs/bin/node", "dist/main.js"]);
    expect(final.instructions.some(({ keyword }) => keyword === "CMD")).toBe(false);
    expect(requireSingle(final, "ENV").text).toBe("NODE_ENV=production");
  });

  it("checks its health with node, because the image has no shell and no curl", () => {
    const [command, flag, script] = parseExecForm(requireSingle(final, "HEALTHCHECK"));
    expect([command, flag]).toEqual(["/nodejs/bin/node", "-e"]);
    expect(script).toContain("/livez");
  });

  it("has no build argument and no credential", () => {
    for (const { instructions } of stages) {
      for (const { keyword, text } of instructions) {
        expect(keyword).not.toBe("ARG");
        expect(text).not.toMatch(/secret|token|password|npmrc=/i);
      }
    }
  });
});

describe("the build context", () => {
  it("contains exactly the paths that the Dockerfile copies", () => {
    expect([...readBuildContextPaths()].sort()).toEqual([...new Set(fromContext)].sort());
  });

  it("contains only paths of the repository", async () => {
    const files = await listFiles();
    const exists = (name: string): boolean =>
      files.some((path) => path === name || path.startsWith(`${name}/`));
    expect(fromContext.filter((name) => !exists(name))).toEqual([]);
  });

  it("contains no environment file and no key", async () => {
    const allowed = readBuildContextPaths();
    const sent = (await listFiles()).filter((path) =>
      allowed.some((name) => path === name || path.startsWith(`${name}/`)),
    );
    expect(sent.filter((path) => /(^|\/)\.env|\.(pem|key|pat)$/.test(path))).toEqual([]);
  });
});
