import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { createImage, expectNotWritable, expectServes, type Image, sandbox } from "./image.js";
import { repository } from "./repository.js";

/** Uses the Node.js of the tests and the installed packages. test/node24: Node.js 24 and the npm registry. */
describe(`the image, run by ${sandbox.description}`, () => {
  let image: Image;
  beforeAll(async () => {
    image = await createImage(dirname(process.execPath), join(repository, "node_modules"));
  });
  afterAll(() => image[Symbol.asyncDispose]());

  it("prevents writes to its files", () => expectNotWritable(image));

  it("responds to queries, passes its health check and exits with code 0 on SIGTERM", () =>
    expectServes(image));
});
