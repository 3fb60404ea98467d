import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/config/config-error.js";
import { readConfig } from "../../src/config/read-config.js";
import { minimalEnv } from "./config-issues.js";
import { contract } from "../integration/schema/contract.js";

const syntax = "expected TYPE.FIELD, such as Account.id, or TYPE.FIELD:String if the field is a String";
const reservedType = "expected a type name that this subgraph, GraphQL and Apollo Federation do not use";
const reservedField =
  "expected a key field other than metadata, metadataEntry and metadataMap, which this subgraph adds";

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
    [" Acme__User._id ", "Acme__User", "_id", "ID"],
  ])("accepts %s", (text, type, key, keyType) => {
    expect(readConfig({ ...minimalEnv, SUBGRAPH_USER_KEY: text }).user).toEqual({ type, key, keyType });
  });

  it.each([
    ...["User", "User.", ".id", "User:id", "User.id.id", "User id", "User.id,Account.id", "User.id tenant"],
    ...["User.id:Int", "User.id:string", "User.id:", "User.id:String!", "Us-er.id", "1User.id", "Üser.id"],
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
        `SUBGRAPH_USER_KEY: ${reservedField}`,
      ]);
    },
  );
});

describe("SUBGRAPH_DIRECTIVES", () => {
  it.each(["Authenticated", "tag", "@authenticated", "cost,cost", "cost,", "none"])("rejects %s", (text) => {
    expect(problemsOf({ SUBGRAPH_DIRECTIVES: text })).toEqual([
      "SUBGRAPH_DIRECTIVES: expected a comma-separated list of authenticated, cost, without duplicates",
    ]);
  });
});
