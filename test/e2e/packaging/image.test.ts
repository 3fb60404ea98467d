import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { createImage, expectNotWritable, expectServes, type Image, sandbox } from "./image.js";
import { repository } from "./repository.js";

/** On Node 24, with packages from the registry, as the Dockerfile says: test/node24. */
describe(`what the image holds, run by ${sandbox.description}`, () => {
  let image: Image;
  beforeAll(async () => {
    image = await createImage(dirname(process.execPath), join(repository, "node_modules"));
  });
  afterAll(() => image[Symbol.asyncDispose]());

  it("cannot be written to", () => expectNotWritable(image));

  it("on the Node of the tests serves, says that it lives, and ends with 0 on SIGTERM", () =>
    expectServes(image));
});
