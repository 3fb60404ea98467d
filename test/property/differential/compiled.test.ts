import { Kind, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { instrumentResponseSize } from "../../../src/graphql/limits/response-size.js";
import { createExecutor } from "../../../src/graphql/execution/compiled/executor.js";
import { createSchema } from "../../../src/graphql/schema.js";
import { executeWithGraphqlJs, createTestContext, createSubgraphExecutor, profile } from "./execute-both.js";

const execute = createExecutor(instrumentResponseSize(createSchema(profile)));

async function isCompiled(
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<boolean> {
  const document = parse(query);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION)
    throw new TypeError("The first definition is not an operation.");
  const run = (): unknown =>
    execute({ operation, document, variables, context: createTestContext({ query }) });
  expect(await run()).toBeUndefined();
  return (await run()) !== undefined;
}

describe("a repeated query", () => {
  it.each([
    ["{ me { id metadata { key value } } }", {}],
    [
      "query ($all: [_Any!]!) { _entities(representations: $all) { ... on User { metadataMap } } }",
      { all: [] },
    ],
    ["query ($no: Boolean!) { me { ...F @skip(if: $no) } } fragment F on User { id }", { no: true }],
    ["{ _service { sdl } }", {}],
  ])("is compiled: %s", async (query, variables) => {
    expect(await isCompiled(query, variables)).toBe(true);
  });

  it.each([
    [
      "a mutation operation",
      'mutation { deleteUserMetadata(input: { userId: "many", keys: ["a"] }) { deletedKeys } }',
    ],
    ["introspection fields", '{ __type(name: "User") { name } }'],
    ["an alias that is a property name of objects", "{ __proto__: me { id } }"],
    [
      "a non-null root field beside another field",
      "{ _entities(representations: []) { __typename } me { id } }",
    ],
    ["an invalid variable", "query ($n: Int!) { me { metadata(limit: $n) { key } } }"],
    ["an invalid argument", "query ($n: Int = 1) { me { metadata(offset: $n) { key } } }", { n: null }],
    ["more than 500 fields", `{ ${Array.from({ length: 501 }, (_, n) => `a${n}: me { id }`).join(" ")} }`],
  ])(
    "is executed by graphql-js if it has %s",
    async (_, query, variables: Readonly<Record<string, unknown>> = {}) => {
      expect(await isCompiled(query, variables)).toBe(false);
    },
  );

  it("is compiled in at most eight variants", async () => {
    const flags = ["a", "b", "c", "d"];
    const head = flags.map((flag) => `$${flag}: Boolean!`).join(", ");
    const query = `query (${head}) { me { ${flags.map((flag) => `${flag}: id @skip(if: $${flag})`).join(" ")} } }`;
    const document = parse(query);
    const [operation] = document.definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION)
      throw new TypeError("The first definition is not an operation.");
    const results: unknown[] = [];
    for (let n = 0; n < 32; n++) {
      const variables = Object.fromEntries(flags.map((flag, bit) => [flag, (n & (1 << bit)) !== 0]));
      results.push(await execute({ operation, document, variables, context: createTestContext({ query }) }));
    }
    expect(results.filter((result) => result !== undefined)).toHaveLength(8);
  });

  it("is compiled to code without text from the client", async () => {
    const executeInSubgraph = await createSubgraphExecutor();
    // graphql-jit takes a string with this prefix for one of its own dates, and inserts the rest as code.
    const code = "__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d0)+(globalThis.isInjected=true)+(0";
    const query = `query ($k: String = ${JSON.stringify(code)}) { me {
      metadataEntry(key: ${JSON.stringify(code)}) { key } metadataMap(keys: [${JSON.stringify(code)}, $k]) } }`;
    for (let n = 0; n < 3; n++) {
      const { body } = await executeInSubgraph({ query });
      expect(body).toBe('{"data":{"me":{"metadataEntry":null,"metadataMap":{}}}}\n');
    }
    expect(globalThis).not.toHaveProperty("isInjected");
  });

  it("returns the result for the variables of each request", async () => {
    const executeInSubgraph = await createSubgraphExecutor();
    const query =
      'query ($no: Boolean!, $n: Int) { user(id: "many") { id @skip(if: $no) metadata(limit: $n) { key } } }';
    const variants = [true, false, true, false].flatMap((no) => [1, 2, undefined].map((n) => ({ no, n })));
    for (const variables of [...variants, ...variants]) {
      const { status, body } = await executeInSubgraph({ query, variables });
      expect({ status, body }).toEqual(await executeWithGraphqlJs({ query, variables }));
    }
  });

  it("returns the result for the caller of each request", async () => {
    const executeInSubgraph = await createSubgraphExecutor();
    const query = "{ me { id metadata { key } } }";
    const first = await executeInSubgraph({ query });
    for (let n = 0; n < 3; n++) {
      expect((await executeInSubgraph({ query, caller: "anonymous" })).body).toBe('{"data":{"me":null}}\n');
      expect(await executeInSubgraph({ query })).toEqual(first);
    }
  });
});
