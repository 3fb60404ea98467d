import { describe, expect, it } from "vitest";
import { readGraphqlResponse } from "../../support/query.js";
import { useTestEnv } from "../../support/test-env.js";
import { exampleSchema } from "../typed-keys/schemas.js";

const levels = 100_000;
const nested = `${"[".repeat(levels)}${"]".repeat(levels)}`;

describe("JSON in variables that is nested very deeply", () => {
  const env = useTestEnv({ METADATA_SCHEMA: exampleSchema, ZITADEL_API_VERSION: "v2" });

  it.each([
    [
      "updateUserMetadata",
      "UpdateUserMetadataInput",
      `"merge":[{"key":"settings","patch":{"a":${nested}}}]`,
      "VALUE_INVALID",
    ],
    [
      "setUserMetadataAttributes",
      "SetUserMetadataAttributesInput",
      `"attributes":{"address":${nested}}`,
      "VALUE_NOT_VALID",
    ],
  ])("is a user error of %s, not an internal error", async (mutation, type, changes, code) => {
    const { id } = await env.addPerson();
    const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code } } }`;
    // JSON.stringify cannot write values that are nested so deeply.
    const body = `{"query":${JSON.stringify(query)},"variables":{"input":{"userId":"${id}",${changes}}}}`;
    const headers = { "content-type": "application/json", authorization: `Bearer ${env.pat("manager")}` };
    const { data } = await readGraphqlResponse(await fetch(env.url, { method: "POST", headers, body }));
    expect(data).toEqual({ [mutation]: { userErrors: [{ code }] } });
  });
});
