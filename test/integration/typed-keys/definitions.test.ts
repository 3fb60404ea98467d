import { describe, expect, it } from "vitest";
import { queryEntities } from "../../support/query.js";
import { useTestEnv } from "../../support/test-env.js";
import { exampleSchema, metadataSchema } from "./schemas.js";

const allFields = "key field title description schema isRequired isSet mayWrite maxBytes";

describe("metadataDefinitions", () => {
  const env = useTestEnv({ METADATA_SCHEMA: exampleSchema });

  it("describes every typed key in the order of the schema", async () => {
    const { id } = await env.addPerson({ metadata: { contract: "10045" } });
    env.takeCalls();
    const { data, errors } = await queryEntities(env, [id], `metadataDefinitions { ${allFields} }`, {
      token: env.pat("manager"),
    });
    expect(errors).toEqual([]);
    const common = {
      title: null,
      description: null,
      isRequired: false,
      isSet: false,
      mayWrite: true,
      maxBytes: 500_000,
    };
    expect(data).toEqual({
      _entities: [
        {
          metadataDefinitions: [
            {
              ...common,
              key: "preferences.theme",
              field: "preferencesTheme",
              title: "Theme",
              schema: { enum: ["light", "dark"], default: "light", title: "Theme" },
            },
            {
              ...common,
              key: "contract",
              field: "contractNumber",
              isRequired: true,
              isSet: true,
              schema: { type: "string", pattern: "^\\d{5}$", "x-graphql-name": "contractNumber" },
            },
            {
              ...common,
              key: "billing.seats",
              field: "billingSeats",
              description: "Seats that are paid for.",
              schema: { type: "integer", minimum: 0, description: "Seats that are paid for." },
            },
            { ...common, key: "tags", field: "tags", schema: { type: "array", items: { type: "string" } } },
            {
              ...common,
              key: "address",
              field: "address",
              schema: { type: "object", properties: { city: { type: "string" } } },
            },
          ],
        },
      ],
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("makes no call for fields that do not depend on entries", async () => {
    const { id } = await env.addPerson();
    env.takeCalls();
    await queryEntities(env, [id], "metadataDefinitions { key mayWrite }", { token: env.pat("manager") });
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("returns isSet as null with an error if the entries cannot be read", async () => {
    const { id } = await env.addPerson({ metadata: { contract: "10045" } });
    const { data, errors } = await queryEntities(env, [id], "metadataDefinitions { isSet }", {
      token: env.pat("nobody"),
    });
    expect(data).toEqual({ _entities: [{ metadataDefinitions: Array(5).fill({ isSet: null }) }] });
    expect(errors[0]).toMatchObject({
      path: ["_entities", 0, "metadataDefinitions", 0, "isSet"],
      extensions: { code: "FORBIDDEN" },
    });
  });

  it("is null with UNAUTHENTICATED without a token", async () => {
    const { data, codes } = await queryEntities(env, ["1"], "metadataDefinitions { key }");
    expect({ data, codes }).toEqual({
      data: { _entities: [{ metadataDefinitions: null }] },
      codes: ["UNAUTHENTICATED"],
    });
  });
});

describe("a definition with $ref", () => {
  const env = useTestEnv({
    METADATA_SCHEMA: metadataSchema(
      {
        color: { $ref: "#/$defs/color" },
        other: { type: "object", properties: { a: { $ref: "#/$defs/other" } } },
      },
      { $defs: { color: { enum: ["red"] }, other: { $ref: "#/$defs/deep" }, deep: { type: "string" } } },
    ),
  });

  it("contains the definitions that it needs, and no others", async () => {
    const { data } = await queryEntities(env, ["1"], "metadataDefinitions { schema }", {
      token: env.pat("manager"),
    });
    const $defs = { other: { $ref: "#/$defs/deep" }, deep: { type: "string" } };
    expect(data).toEqual({
      _entities: [
        {
          metadataDefinitions: [
            { schema: { $ref: "#/$defs/color", $defs: { color: { enum: ["red"] } } } },
            { schema: { type: "object", properties: { a: { $ref: "#/$defs/other" } }, $defs } },
          ],
        },
      ],
    });
  });
});
