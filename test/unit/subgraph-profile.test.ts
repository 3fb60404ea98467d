import { printSchema } from "graphql";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/config/config-error.js";
import { readConfig } from "../../src/config/read-config.js";
import { createSchema } from "../../src/graphql/schema.js";
import { minimalEnv } from "./config-issues.js";
import { contract } from "../integration/schema/contract.js";
import { exampleSchema } from "../integration/typed-keys/schemas.js";

const syntax =
  "expected TYPE.FIELD, such as Account.id, or TYPE.FIELD:SCALAR, such as Account.id:UUID, if the field is not an ID";
const invalidKeyType =
  "expected a key of type ID, String or a scalar of your supergraph; Int and Float cannot hold the digits of an id";
const reservedType = "expected a type name that this subgraph, GraphQL and Apollo Federation do not use";
const metadataFields = "metadata, metadataEntry, metadataMap, metadataDefinitions";
const reservedField = (fields: string): string =>
  `this subgraph adds the fields ${fields}; choose another key or SUBGRAPH_NAME_PREFIX`;

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig({ ...minimalEnv, ...env });
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map(({ variable, hint }) => `${variable}: ${hint}`);
    throw error;
  }
  return [];
}

describe("SUBGRAPH_USER_KEY", () => {
  it.each([
    ["Account.id", "Account", "id", "ID"],
    ["User.zitadelId", "User", "zitadelId", "ID"],
    ["User.id:ID", "User", "id", "ID"],
    ["User.id:String", "User", "id", "String"],
    ["User.id:UUID", "User", "id", "UUID"],
    ["Account.zitadelId:BigInt", "Account", "zitadelId", "BigInt"],
    [" Acme__User._id ", "Acme__User", "_id", "ID"],
  ])("accepts %s", (text, type, key, keyType) => {
    expect(readConfig({ ...minimalEnv, SUBGRAPH_USER_KEY: text }).user).toEqual({ type, key, keyType });
  });

  it.each([
    ...["User", "User.", ".id", "User:id", "User.id.id", "User id", "User.id,Account.id", "User.id tenant"],
    ...["User.id:", "User.id:String!", "User.id:[ID]", "User.id:__ID", "Us-er.id", "1User.id", "Üser.id"],
    ...["__User.id", "User.__typename", 'User.id") { id }', "User.id\nUser.id"],
  ])("rejects %s and states the syntax", (text) => {
    expect(problemsOf({ SUBGRAPH_USER_KEY: text })).toEqual([`SUBGRAPH_USER_KEY: ${syntax}`]);
  });

  const types = contract.filter(({ kind, name }) => kind === "type" && name !== "User");
  it.each([
    ...types.map(({ name }) => name),
    ...["ID", "String", "Int", "Float", "Boolean", "Subscription"],
    ...["_Any", "_Entity", "_Service", "federation__FieldSet", "link__Import"],
  ])("rejects the reserved type %s", (type) => {
    expect(problemsOf({ SUBGRAPH_USER_KEY: `${type}.id` })).toEqual([`SUBGRAPH_USER_KEY: ${reservedType}`]);
  });

  const fields = contract.filter(
    ({ kind, coordinate }) => kind === "field" && coordinate.startsWith("User."),
  );
  it.each(fields.map(({ name }) => name).filter((name) => name !== "id"))(
    "rejects the key field %s, which the subgraph adds",
    (key) => {
      expect(problemsOf({ SUBGRAPH_USER_KEY: `User.${key}` })).toEqual([
        `SUBGRAPH_USER_KEY: ${reservedField(metadataFields)}`,
      ]);
    },
  );

  it("rejects the key field attributes, which the subgraph adds with METADATA_SCHEMA", () => {
    const env = { METADATA_SCHEMA: exampleSchema, SUBGRAPH_USER_KEY: "User.attributes" };
    expect(problemsOf(env)).toEqual([`SUBGRAPH_USER_KEY: ${reservedField(`${metadataFields}, attributes`)}`]);
    expect(problemsOf({ ...env, SUBGRAPH_NAME_PREFIX: "acme" })).toEqual([]);
  });

  it("compares the key field with the names that the subgraph adds with SUBGRAPH_NAME_PREFIX", () => {
    const env = { SUBGRAPH_NAME_PREFIX: "acme", SUBGRAPH_USER_KEY: "User.acmeMetadata" };
    expect(problemsOf(env)).toEqual([
      `SUBGRAPH_USER_KEY: ${reservedField("acmeMetadata, acmeMetadataEntry, acmeMetadataMap, acmeMetadataDefinitions")}`,
    ]);
    expect(problemsOf({ ...env, SUBGRAPH_USER_KEY: "User.metadata" })).toEqual([]);
  });
});

describe("SUBGRAPH_USER_KEY with the type of the key", () => {
  const types = contract.filter(({ kind }) => kind === "type").map(({ name }) => name);
  it.each([...types, "Int", "Float", "Boolean", "Subscription", "_Any", "federation__FieldSet"])(
    "rejects %s",
    (keyType) => {
      expect(problemsOf({ SUBGRAPH_USER_KEY: `User.id:${keyType}` })).toEqual([
        `SUBGRAPH_USER_KEY: ${invalidKeyType}`,
      ]);
    },
  );
});

describe("SUBGRAPH_LOOKUP", () => {
  const typedKeys = { METADATA_SCHEMA: exampleSchema };
  const acme = { SUBGRAPH_NAME_PREFIX: "acme" };
  const acmeFields =
    "acmeMetadata, acmeMetadataEntry, acmeMetadataMap, acmeMetadataDefinitions, acmeAttributes";

  it.each([
    "contractNumber",
    "contractNumber:",
    ":contract",
    "contract number:contract",
    "__typename:contract",
  ])("rejects %s and states the syntax", (text) => {
    expect(problemsOf({ SUBGRAPH_LOOKUP: text })).toEqual([
      "SUBGRAPH_LOOKUP: expected FIELD:KEY, such as contractNumber:contract",
    ]);
  });

  it.each([
    ["id", "the default key", {}, "expected a field other than id"],
    ["zitadelId", "that key", { SUBGRAPH_USER_KEY: "User.zitadelId" }, "choose another field"],
    ["metadata", "no prefix", {}, reservedField(metadataFields)],
    ["metadataDefinitions", "no prefix", {}, reservedField(metadataFields)],
    ["attributes", "typed keys", typedKeys, reservedField(`${metadataFields}, attributes`)],
    [
      "typed",
      "typed keys in that field",
      { ...typedKeys, SUBGRAPH_ATTRIBUTES_FIELD: "typed" },
      reservedField(`${metadataFields}, typed`),
    ],
    ["acmeAttributes", "typed keys and a prefix", { ...typedKeys, ...acme }, reservedField(acmeFields)],
  ])("rejects the field %s with %s, because users have it", (field, _, env, hint) => {
    expect(problemsOf({ ...env, SUBGRAPH_LOOKUP: `${field}:contract` })).toEqual([
      `SUBGRAPH_LOOKUP: ${hint}`,
    ]);
  });

  it.each([
    ["attributes", "no typed keys", {}],
    ["attributes", "typed keys and a prefix", { ...typedKeys, ...acme }],
    ["metadata", "a prefix", acme],
  ])("accepts the field %s with %s", (field, _, env) => {
    const config = readConfig({ ...minimalEnv, ...env, SUBGRAPH_LOOKUP: `${field}:contract` });
    expect(config.lookup).toEqual({ field, key: "contract" });
    expect(() => createSchema(config)).not.toThrow();
  });
});

describe("SUBGRAPH_NAME_PREFIX", () => {
  it.each([
    ["me", "acmeMe"],
    ["user", "acmeUser"],
    ["userMetadata", "acmeUserMetadata"],
    ["ownUserMetadata", "ownAcmeUserMetadata"],
  ])("renames the field of typed keys once, whatever its name: %s", (name, renamed) => {
    const variables = { SUBGRAPH_NAME_PREFIX: "acme", SUBGRAPH_ATTRIBUTES_FIELD: name };
    const schema = createSchema(readConfig({ ...minimalEnv, METADATA_SCHEMA: exampleSchema, ...variables }));
    expect(printSchema(schema)).toContain(`  ${renamed}: AcmeUserMetadataAttributes`);
    expect(printSchema(schema)).toContain("  me: User\n");
  });

  it.each(["Zitadel", "_zitadel", "zitadel_", "1", "zita del", "ä", "__"])("rejects %s", (text) => {
    expect(problemsOf({ SUBGRAPH_NAME_PREFIX: text })).toEqual([
      "SUBGRAPH_NAME_PREFIX: expected a lower-case letter, then letters and digits",
    ]);
  });
});

describe("SUBGRAPH_DIRECTIVES", () => {
  it.each(["Authenticated", "tag", "@authenticated", "cost,cost", "cost,", "none"])("rejects %s", (text) => {
    expect(problemsOf({ SUBGRAPH_DIRECTIVES: text })).toEqual([
      "SUBGRAPH_DIRECTIVES: expected a comma-separated list of authenticated, cost, interfaceObject, without duplicates",
    ]);
  });
});
