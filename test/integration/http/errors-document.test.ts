import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { queryEntities } from "../../support/query.js";
import { startTestEnv } from "../../support/test-env.js";

const page = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8");

it("returns the partial result that docs/errors.md shows", { tags: ["embedded"] }, async () => {
  const [, example = ""] = /^```json\n(.*?)^```$/ms.exec(page) ?? [];
  await using env = await startTestEnv();
  const ids = ["wile-coyote", "road-runner"].map((name) => env.zitadel.directory.user(name));
  const selection = 'id metadata(filter: { keys: ["contract"] }) { key value }';
  const { data, errors } = await queryEntities(env, ids, selection, {
    token: await env.login("wile-coyote"),
  });
  expect({ errors, data }).toEqual(JSON.parse(example));
});
