import { buildSchema, GraphQLObjectType, isSpecifiedDirective, isSpecifiedScalarType, parse } from "graphql";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type CommandResult, startCommand } from "../../../packages/zitadel-emulator/test/cli/command.js";

const checkout = fileURLToPath(new URL("../../../", import.meta.url));
/** The command behind `npm run -s cli -- schema`. Running it through npm would double the duration. */
const schemaCommand = "node --import tsx src/commands/print-schema.ts";
const printSchema = async (env: string, args = ""): Promise<CommandResult> =>
  startCommand(`env ${env} ${schemaCommand} ${args}`, checkout).exited;

describe("npm run -s cli -- schema", () => {
  it.concurrent("prints the complete schema with its descriptions", async () => {
    const { code, stdout, stderr } = await printSchema("SUBGRAPH_SEARCH=true REPLICA=memory");
    expect([code, stderr]).toEqual([0, ""]);
    const contract = await readFile(new URL("../../../schema.graphql", import.meta.url), "utf8");
    // Subscriptions require a later version of Federation.
    const expected = contract.replace("federation/v2.0", "federation/v2.4");
    expect(parse(stdout, { noLocation: true })).toEqual(parse(expected, { noLocation: true }));
  });

  it.concurrent("omits root fields that the configuration disables", async () => {
    const { stdout } = await printSchema("SUBGRAPH_ROOT_FIELDS=user");
    expect(stdout).toMatch(/type Query \{[^}]*user\(/);
    expect(stdout).not.toContain("me: User");
    expect((await printSchema("SUBGRAPH_ROOT_FIELDS=none")).stdout).not.toContain("type Query");
  });

  it.concurrent("uses the configured names of the user type and its key", async () => {
    const { stdout } = await printSchema("SUBGRAPH_USER_KEY=Account.zitadelId:String");
    expect(stdout).toMatch(/type Account @key\(fields: "zitadelId"\) \{\s*zitadelId: String!/);
    expect(stdout).toMatch(/\buser: Account$/m);
    expect(stdout).not.toMatch(/\bUser\b(?! )/);
  });

  it.concurrent("contains the typed keys of METADATA_SCHEMA_FILE, and reports problems of the file", async () => {
    const file = "METADATA_SCHEMA_FILE=examples/supergraph/metadata-schema.json";
    const { stdout } = await printSchema(
      `${file} SUBGRAPH_ATTRIBUTES_FIELD=typed SUBGRAPH_USER_KEY=Account.id`,
    );
    expect(stdout).toMatch(/type Account [^}]*\btyped: UserMetadataAttributes$/m);
    expect(stdout).toMatch(/^ {2}billingSeats: Int$/m);
    expect(stdout).toContain("enum UserMetadataPreferencesTheme {");
    const { code, stderr } = await printSchema("METADATA_SCHEMA={}");
    expect(code).toBe(1);
    expect(stderr).toContain("METADATA_SCHEMA: the schema is not of type object");
  });

  it.concurrent("adds the configured directives and links a federation version that supports them", async () => {
    const { stdout } = await printSchema("SUBGRAPH_DIRECTIVES=authenticated,cost");
    expect(stdout).toMatch(/^extend schema @link\(url: "https:\/\/specs.apollo.dev\/federation\/v2.9"/);
    expect(stdout).toContain("): User @authenticated @cost(weight: 10)");
    expect(stdout).toMatch(/^ {2}me: User$/m);
  });

  it.concurrent("prints a schema for tools of clients with --client, without Federation", async () => {
    const { code, stdout } = await printSchema("SUBGRAPH_DIRECTIVES=authenticated,cost", "--client");
    expect(code).toBe(0);
    // Throws for unknown directives, which relay-compiler rejects too.
    const schema = buildSchema(stdout);
    expect(schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive))).toEqual([]);
    const names = Object.values(schema.getTypeMap())
      .filter((type) => !isSpecifiedScalarType(type) && !type.name.startsWith("__"))
      .map(({ name }) => name);
    expect(names.filter((name) => /^_|link__|federation__/.test(name))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(["User", "UserMetadataEntry", "SetUserMetadataPayload"]));
    const query = schema.getType("Query");
    expect(query instanceof GraphQLObjectType && Object.keys(query.getFields())).toEqual(["me", "user"]);
    expect(stdout).toContain("The exact bytes of the value");
  });

  it.concurrent("rejects --client for a schema without queries, and says what to use", async () => {
    const { code, stdout, stderr } = await printSchema("SUBGRAPH_ROOT_FIELDS=none", "--client");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("Use the API schema of the supergraph.");
  });

  it.concurrent.for([
    ["--help", 0, /^npm run -s cli -- schema \[--client\]\n/],
    ["--foo", 1, /^Unknown option --foo\./],
    ["extra", 1, /^Unexpected argument 'extra'/],
  ] as const)("prints its usage, not the schema, for %s", async ([args, expectedCode, text]) => {
    const { code, stdout, stderr } = await printSchema("", args);
    expect(code).toBe(expectedCode);
    expect(stdout + stderr).toMatch(text);
    expect(stdout + stderr).not.toContain("type Query");
  });

  it.concurrent("rejects invalid values", async () => {
    const { code, stdout, stderr } = await printSchema(
      "SUBGRAPH_ROOT_FIELDS=you SUBGRAPH_USER_KEY=User SUBGRAPH_DIRECTIVES=tag",
    );
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain('SUBGRAPH_USER_KEY: invalid value "User"; expected TYPE.FIELD');
    expect(stderr).toContain(
      'SUBGRAPH_DIRECTIVES: invalid value "tag"; expected a comma-separated list of authenticated, cost, interfaceObject, without duplicates',
    );
    expect(stderr).toContain(
      'SUBGRAPH_ROOT_FIELDS: invalid value "you"; expected none, or a comma-separated list of me, user',
    );
  });
});
