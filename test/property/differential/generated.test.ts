import { getOperationAST, parse } from "graphql";
import { beforeAll, describe, expect, it } from "vitest";
import { instrumentResponseSize } from "../../../src/graphql/response-size/response-size.js";
import { createExecutor } from "../../../src/graphql/execution/compiled/executor.js";
import { createSchema } from "../../../src/graphql/schema.js";
import { createRandom } from "../random.js";
import {
  type OperationResult,
  executeWithGraphqlJs,
  createTestContext,
  createSubgraphExecutor,
  uninstrumentedSchema,
  profile,
  type OperationRequest,
} from "./execute-both.js";
import { describeGenerated, operationsPerSeed } from "./describe-generated.js";
import { Generator } from "./generator.js";

describeGenerated([1, 2]);

describe("operations that nobody wrote", () => {
  let ours: (question: OperationRequest) => Promise<OperationResult>;
  beforeAll(async () => {
    ours = await createSubgraphExecutor();
  });

  it("are too large when they are, and never before", async () => {
    const generator = new Generator(uninstrumentedSchema, createRandom(99));
    let refused = 0;
    for (let n = 0; n < operationsPerSeed; n++) {
      const question = { ...generator.next(), answerBytes: 1500 };
      const expected = await executeWithGraphqlJs(question);
      // What a failure takes out of the answer again was counted, and of a change one is told that it was made.
      if (expected === undefined || expected.body.includes('"data":null')) continue;
      const isTooLarge = Buffer.byteLength(expected.body) > question.answerBytes;
      for (let again = 0; again < 3; again++) {
        const { body } = await ours(question);
        const isRefused =
          body.includes("MAX_RESPONSE_BYTES") || Buffer.byteLength(body) > question.answerBytes;
        expect({ question, isRefused }).toEqual({ question, isRefused: isTooLarge });
        if (isRefused) refused++;
      }
    }
    expect(refused).toBeGreaterThan(30);
  });

  it("are compiled, most of them", async () => {
    const generator = new Generator(uninstrumentedSchema, createRandom(7));
    const execute = createExecutor(instrumentResponseSize(createSchema(profile)));
    let compiled = 0;
    for (let n = 0; n < operationsPerSeed; n++) {
      const { query, variables = {}, operationName, ...rest } = generator.next();
      const document = parse(query);
      const operation = getOperationAST(document, operationName);
      if (
        operation === null ||
        operation === undefined ||
        (await executeWithGraphqlJs({ query, variables, operationName, ...rest })) === undefined
      )
        continue;
      const ask = (): unknown =>
        execute({ operation, document, variables, context: createTestContext({ query, ...rest }) });
      ask();
      const result = await ask();
      if (result !== undefined) compiled++;
    }
    expect(compiled).toBeGreaterThan(operationsPerSeed / 4);
  });
});
