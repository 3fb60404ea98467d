import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Clone, createClone } from "./clone.js";

describe("commands of a new clone", () => {
  let clone: Clone;
  beforeAll(async () => {
    clone = await createClone();
    await rm(join(clone.folder, "node_modules"));
  });
  afterAll(() => clone[Symbol.asyncDispose]());

  it.concurrent.for(["dev", "cli", "emulator", "demo"])(
    "report that the packages are not installed: npm run %s",
    async (script) => {
      const { code, stdout, stderr } = await clone.start(`npm run -s ${script}`).exited;
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toBe("The packages are not installed. Run `npm ci` first.\n");
    },
  );

  it.concurrent("report that the build is missing: npm start", async () => {
    const { code, stdout, stderr } = await clone.start("npm start -s").exited;
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe("dist/main.js does not exist. Run `npm run build` first.\n");
  });
});
