import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createImage, expectNotWritable, expectServes, type Image, sandbox } from "../e2e/packaging/image.js";
import { createFolder } from "../e2e/packaging/sandbox.js";
import { installNode24 } from "./install-node-24.js";

/** `npm run test:node24`: executes the Dockerfile exactly, which needs the npm registry. */
describe(`the image on Node.js 24, run by ${sandbox.description}`, () => {
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

  it("is built on Node.js 24, which every dependency supports", async () => {
    // .npmrc sets engine-strict, so npm ci would have failed otherwise.
    const { stdout } = await promisify(execFile)(join(nodeFolder, "node"), ["--version"]);
    expect(stdout).toMatch(/^v24\./);
  });

  it("prevents writes to its files", () => expectNotWritable(image));

  it("responds to queries, passes its health check and exits with code 0 on SIGTERM", () =>
    expectServes(image));
});
