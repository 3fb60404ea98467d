import { Kind, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { instrumentResponseSize } from "../../../src/graphql/response-size/response-size.js";
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
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new TypeError("the operation stands first");
  const ask = (): unknown =>
    execute({ operation, document, variables, context: createTestContext({ query }) });
  expect(await ask()).toBeUndefined();
  return (await ask()) !== undefined;
}

describe("a query that is asked again", () => {
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
    ["a mutation", 'mutation { deleteUserMetadata(input: { userId: "many", keys: ["a"] }) { deletedKeys } }'],
    ["introspection", '{ __type(name: "User") { name } }'],
    ["an alias that objects have", "{ __proto__: me { id } }"],
    [
      "a root field that must not be null, beside another",
      "{ _entities(representations: []) { __typename } me { id } }",
    ],
    ["a variable that is wrong", "query ($n: Int!) { me { metadata(limit: $n) { key } } }"],
    ["an argument that is wrong", "query ($n: Int = 1) { me { metadata(offset: $n) { key } } }", { n: null }],
    [
      "more fields than are worth it",
      `{ ${Array.from({ length: 501 }, (_, n) => `a${n}: me { id }`).join(" ")} }`,
    ],
  ])(
    "is left to graphql-js where it is %s",
    async (_, query, variables: Readonly<Record<string, unknown>> = {}) => {
      expect(await isCompiled(query, variables)).toBe(false);
    },
  );

  it("is compiled in eight forms at most", async () => {
    const flags = ["a", "b", "c", "d"];
    const head = flags.map((flag) => `$${flag}: Boolean!`).join(", ");
    const query = `query (${head}) { me { ${flags.map((flag) => `${flag}: id @skip(if: $${flag})`).join(" ")} } }`;
    const document = parse(query);
    const [operation] = document.definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new TypeError("the operation stands first");
    const results: unknown[] = [];
    for (let n = 0; n < 32; n++) {
      const variables = Object.fromEntries(flags.map((flag, bit) => [flag, (n & (1 << bit)) !== 0]));
      results.push(await execute({ operation, document, variables, context: createTestContext({ query }) }));
    }
    expect(results.filter((result) => result !== undefined)).toHaveLength(8);
  });

  it("has nothing of what a client wrote in its code", async () => {
    const ours = await createSubgraphExecutor();
    // graphql-jit takes a string that begins like this for a date of its own, and writes what follows as code.
    const code = "__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d0)+(globalThis.isTaken=true)+(0";
    const query = `query ($k: String = ${JSON.stringify(code)}) { me {
      metadataEntry(key: ${JSON.stringify(code)}) { key } metadataMap(keys: [${JSON.stringify(code)}, $k]) } }`;
    for (let n = 0; n < 3; n++) {
      const { body } = await ours({ query });
      expect(body).toBe('{"data":{"me":{"metadataEntry":null,"metadataMap":{}}}}\n');
    }
    expect(globalThis).not.toHaveProperty("isTaken");
  });

  it("is answered for the variables of each request", async () => {
    const ours = await createSubgraphExecutor();
    const query =
      'query ($no: Boolean!, $n: Int) { user(id: "many") { id @skip(if: $no) metadata(limit: $n) { key } } }';
    const asked = [true, false, true, false].flatMap((no) => [1, 2, undefined].map((n) => ({ no, n })));
    for (const variables of [...asked, ...asked]) {
      const { status, body } = await ours({ query, variables });
      expect({ status, body }).toEqual(await executeWithGraphqlJs({ query, variables }));
    }
  });

  it("is answered to each caller for themselves", async () => {
    const ours = await createSubgraphExecutor();
    const query = "{ me { id metadata { key } } }";
    const first = await ours({ query });
    for (let n = 0; n < 3; n++) {
      expect((await ours({ query, caller: "nobody" })).body).toBe('{"data":{"me":null}}\n');
      expect(await ours({ query })).toEqual(first);
    }
  });
});
