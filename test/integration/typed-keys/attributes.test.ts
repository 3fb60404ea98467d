import { describe, expect, it } from "vitest";
import { type GraphqlResponse, queryEntities } from "../../support/query.js";
import { apis, useTestEnv } from "../../support/test-env.js";
import { exampleSchema } from "./schemas.js";

const allFields = "preferencesTheme contractNumber billingSeats tags address";

describe.each(apis)("attributes with API %s", (api) => {
  const env = useTestEnv({ ZITADEL_API_VERSION: api, METADATA_SCHEMA: exampleSchema });

  async function read(
    metadata: Readonly<Record<string, string | Uint8Array>>,
    fields = allFields,
  ): Promise<GraphqlResponse> {
    const { id } = await env.addPerson({ metadata });
    env.takeCalls();
    return queryEntities(env, [id], `attributes { ${fields} }`, { token: env.pat("manager") });
  }

  it("returns values with their types", async () => {
    const { data, errors } = await read({
      "preferences.theme": "dark",
      contract: "10045",
      "billing.seats": "12",
      tags: '["a","b"]',
      address: '{"city":"Ulm"}',
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      _entities: [
        {
          attributes: {
            preferencesTheme: "dark",
            contractNumber: "10045",
            billingSeats: 12,
            tags: ["a", "b"],
            address: { city: "Ulm" },
          },
        },
      ],
    });
  });

  it("shares one read with metadata", async () => {
    const { id } = await env.addPerson({ metadata: { contract: "10045" } });
    env.takeCalls();
    const selection = "metadata { value } attributes { contractNumber } metadataDefinitions { isSet }";
    const { errors } = await queryEntities(env, [id, id], selection, { token: env.pat("manager") });
    expect(errors).toEqual([]);
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("returns the default or null for keys without an entry, and metadata without the default", async () => {
    const { id } = await env.addPerson();
    const selection = `attributes { ${allFields} } metadata { key }`;
    const { data } = await queryEntities(env, [id], selection, { token: env.pat("manager") });
    expect(data).toEqual({
      _entities: [
        {
          attributes: {
            preferencesTheme: "light",
            contractNumber: null,
            billingSeats: null,
            tags: null,
            address: null,
          },
          metadata: [],
        },
      ],
    });
  });

  it("returns null and STORED_VALUE_INVALID for a value that does not match, and all other values", async () => {
    const { data, errors } = await read({
      "preferences.theme": "blue",
      contract: "10045",
      "billing.seats": "4294967296",
      tags: '["a",1]',
      address: Uint8Array.of(0xff),
    });
    expect(data).toEqual({
      _entities: [
        {
          attributes: {
            preferencesTheme: null,
            contractNumber: "10045",
            billingSeats: null,
            tags: null,
            address: null,
          },
        },
      ],
    });
    const message = (key: string, reason: string): string =>
      `The stored value of the key "${key}" does not match its schema: The value ${reason}.`;
    expect(errors.map(({ path, extensions, message }) => [path?.at(-1), extensions.code, message])).toEqual(
      expect.arrayContaining([
        [
          "preferencesTheme",
          "STORED_VALUE_INVALID",
          message("preferences.theme", "must be one of light, dark"),
        ],
        ["billingSeats", "STORED_VALUE_INVALID", message("billing.seats", "must be an integer of 32 bits")],
        [
          "tags",
          "STORED_VALUE_INVALID",
          'The stored value of the key "tags" does not match its schema: A part of the value must be of type string.',
        ],
        ["address", "STORED_VALUE_INVALID", message("address", "is not valid UTF-8")],
      ]),
    );
    expect(errors[0]?.path?.slice(0, 3)).toEqual(["_entities", 0, "attributes"]);
  });

  it("returns the same for aliases, fragments and a repeated query", async () => {
    const { id } = await env.addPerson({ metadata: { "billing.seats": "1", tags: "[1]" } });
    const query = `query ($r: [_Any!]!, $all: Boolean!) {
      _entities(representations: $r) { ... on User { typed: attributes { ...Seats tags @include(if: $all) } } }
    }
    fragment Seats on UserMetadataAttributes { one: billingSeats __typename ... { two: billingSeats } }`;
    const responses: GraphqlResponse[] = [];
    for (const all of [true, true, true, false]) {
      const variables = { r: [{ __typename: "User", id }], all };
      responses.push(await env.query(query, { token: env.pat("manager"), variables }));
    }
    const typed = { one: 1, __typename: "UserMetadataAttributes", two: 1 };
    for (const { data, errors } of responses.slice(0, 3)) {
      expect(data).toEqual({ _entities: [{ typed: { ...typed, tags: null } }] });
      expect(errors).toMatchObject([{ path: ["_entities", 0, "typed", "tags"] }]);
    }
    expect(responses[3]?.data).toEqual({ _entities: [{ typed }] });
    expect(responses[3]?.errors).toEqual([]);
  });

  it("is null with the error of the read, like metadata", async () => {
    const { id } = await env.addPerson({ metadata: { contract: "10045" } });
    const { data, errors } = await queryEntities(
      env,
      [id],
      `attributes { contractNumber } metadata { key }`,
      {
        token: env.pat("nobody"),
      },
    );
    expect(data).toEqual({ _entities: [{ attributes: null, metadata: null }] });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["FORBIDDEN", "FORBIDDEN"]);
  });
});

describe("an integer beyond the schema's own limits", () => {
  const env = useTestEnv({
    METADATA_SCHEMA: exampleSchema,
    SUBGRAPH_ATTRIBUTES_FIELD: "typed",
    SUBGRAPH_USER_KEY: "Account.zitadelId",
  });

  it("does not affect the other users of a page, whose field may have another name", async () => {
    const [one, two] = [
      await env.addPerson({ metadata: { "billing.seats": "-1" } }),
      await env.addPerson({ metadata: { "billing.seats": "1" } }),
    ];
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Account { typed { billingSeats } } } }`;
    const r = [one, two].map(({ id }) => ({ __typename: "Account", zitadelId: id }));
    const { data, errors } = await env.query(query, { token: env.pat("manager"), variables: { r } });
    expect(data).toEqual({ _entities: [{ typed: { billingSeats: null } }, { typed: { billingSeats: 1 } }] });
    expect(errors).toMatchObject([{ path: ["_entities", 0, "typed", "billingSeats"] }]);
  });
});
