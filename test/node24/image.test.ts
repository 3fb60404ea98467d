import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createImage, expectNotWritable, expectServes, type Image, sandbox } from "../e2e/packaging/image.js";
import { createFolder } from "../e2e/packaging/sandbox.js";
import { installNode24 } from "./install-node-24.js";

/** `npm run test:node24`: the Dockerfile carried out to the letter, which takes what the npm registry has. */
describe(`what the image holds, run by ${sandbox.words}`, () => {
  let folder: string;
  let nodeFolder: string;
  let image: Image;
  beforeAll(async () => {
    folder = await createFolder();
    nodeFolder = await installNode24(folder);
    image = await createImage(nodeFolder);
  });
  afterAll(async () => {
    await image[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it("was built on Node 24, whose version every dependency accepts", async () => {
    // .npmrc says engine-strict: npm ci would have failed.
    const { stdout } = await promisify(execFile)(join(nodeFolder, "node"), ["--version"]);
    expect(stdout).toMatch(/^v24\./);
  });

  it("cannot be written to", () => expectNotWritable(image));

  it("on Node 24 serves, says that it lives, and ends with 0 on SIGTERM", () => expectServes(image));
});
