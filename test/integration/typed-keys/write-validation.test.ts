import { describe, expect, it } from "vitest";
import { deleteUserMetadata, setUserMetadata } from "../../support/query.js";
import { apis, useTestEnv, withRules } from "../../support/test-env.js";
import { metadataSchema } from "./schemas.js";

describe.each(apis)("setUserMetadata of typed keys with API %s", (api) => {
  const env = useTestEnv({
    ZITADEL_API_VERSION: api,
    METADATA_SCHEMA: metadataSchema(
      { seats: { type: "integer" }, address: { type: "object", properties: { city: { type: "string" } } } },
      { additionalProperties: false },
    ),
  });

  it("returns VALUE_NOT_VALID and KEY_NOT_DEFINED, and writes nothing", async () => {
    const { id } = await env.addPerson();
    env.takeCalls();
    const { data } = await setUserMetadata(env, env.pat("manager"), id, [
      { key: "seats", value: "many" },
      { key: "address", valueBase64: Buffer.from('{"city":1}').toString("base64") },
      { key: "other", value: "x" },
    ]);
    expect(data).toMatchObject({
      setUserMetadata: {
        user: null,
        userErrors: [
          { code: "VALUE_NOT_VALID", field: ["entries", "0", "value"], key: "seats" },
          { code: "VALUE_NOT_VALID", field: ["entries", "1", "valueBase64", "city"], key: "address" },
          { code: "KEY_NOT_DEFINED", field: ["entries", "2", "key"], key: "other" },
        ],
      },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("validates what updateUserMetadata sets and the result of its merges", async () => {
    const { id } = await env.addPerson({ metadata: { address: '{"street":"Main"}' } });
    const query = `mutation ($input: UpdateUserMetadataInput!) { updateUserMetadata(input: $input) { userErrors { code field key } } }`;
    const send = async (input: object): Promise<unknown> =>
      (await env.query(query, { token: env.pat("manager"), variables: { input: { userId: id, ...input } } }))
        .data;
    expect(await send({ set: [{ key: "seats", value: "x" }] })).toEqual({
      updateUserMetadata: {
        userErrors: [{ code: "VALUE_NOT_VALID", field: ["set", "0", "value"], key: "seats" }],
      },
    });
    expect(await send({ merge: [{ key: "address", patch: { city: 1 } }] })).toEqual({
      updateUserMetadata: {
        userErrors: [{ code: "VALUE_NOT_VALID", field: ["merge", "0", "patch", "city"], key: "address" }],
      },
    });
    expect(await send({ merge: [{ key: "address", patch: { city: "Ulm" } }] })).toEqual({
      updateUserMetadata: { userErrors: [] },
    });
  });

  it("stores a matching value exactly as sent", async () => {
    const { id } = await env.addPerson();
    const { data } = await setUserMetadata(env, env.pat("manager"), id, [{ key: "seats", value: " 1e1 " }]);
    expect(data).toMatchObject({ setUserMetadata: { entries: [{ value: " 1e1 " }], userErrors: [] } });
  });

  it("deletes keys that the schema does not define", async () => {
    const { id } = await env.addPerson({ metadata: { other: "x" } });
    const { data } = await deleteUserMetadata(env, env.pat("manager"), id, ["other"]);
    expect(data).toMatchObject({ deleteUserMetadata: { deletedKeys: ["other"], userErrors: [] } });
  });
});

describe("writes of typed keys under access rules", () => {
  const env = useTestEnv(
    withRules(
      () => [
        { keys: ["locked"], read: ["anyone"], write: [] },
        { keys: ["*"], read: ["anyone"], write: ["self"], maxValueBytes: 5, as: "service" },
      ],
      {
        METADATA_SCHEMA: metadataSchema({
          locked: { type: "integer" },
          open: { type: "string", minLength: 2 },
        }),
      },
    ),
  );

  it("reports KEY_NOT_WRITABLE instead of the value's problem, and the rule's limit", async () => {
    const { id, name } = await env.addPerson();
    const query = `mutation ($input: SetUserMetadataAttributesInput!) { setUserMetadataAttributes(input: $input) { userErrors { code field key } } }`;
    const token = await env.login(name);
    const send = async (attributes: unknown): Promise<unknown> =>
      (await env.query(query, { token, variables: { input: { userId: id, attributes } } })).data;
    expect(await send({ locked: 1, open: "longer" })).toEqual({
      setUserMetadataAttributes: {
        userErrors: [
          { code: "KEY_NOT_WRITABLE", field: ["attributes", "locked"], key: "locked" },
          { code: "VALUE_TOO_LARGE", field: ["attributes", "open"], key: "open" },
        ],
      },
    });
    expect(await send({ locked: null })).toEqual({
      setUserMetadataAttributes: {
        userErrors: [{ code: "KEY_NOT_WRITABLE", field: ["attributes", "locked"], key: "locked" }],
      },
    });
    expect(await send({ open: "yes" })).toEqual({ setUserMetadataAttributes: { userErrors: [] } });
    const { data } = await setUserMetadata(env, token, id, [{ key: "locked", value: "not a number" }]);
    expect(data).toMatchObject({ setUserMetadata: { userErrors: [{ code: "KEY_NOT_WRITABLE" }] } });
  });
});
