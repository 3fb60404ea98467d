import { beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../random.js";
import {
  type OperationResult,
  executeWithGraphqlJs,
  createSubgraphExecutor,
  uninstrumentedSchema,
  type OperationRequest,
} from "./execute-both.js";
import { describeGenerated, operationsPerSeed } from "./describe-generated.js";
import { Generator } from "./generator.js";

describeGenerated([1, 2]);

describe("the subgraph, for generated operations", () => {
  let executeInSubgraph: (request: OperationRequest) => Promise<OperationResult>;
  beforeAll(async () => {
    executeInSubgraph = await createSubgraphExecutor();
  });

  it("rejects exactly the responses larger than MAX_RESPONSE_BYTES", async () => {
    const generator = new Generator(uninstrumentedSchema, createRandom(99));
    let rejected = 0;
    for (let n = 0; n < operationsPerSeed; n++) {
      const request = { ...generator.next(), responseBytes: 1500 };
      const expected = await executeWithGraphqlJs(request);
      // Skipped: data that a failure removes from the response counts for the limit, and a mutation that was
      // executed is not rejected.
      if (expected === undefined || expected.body.includes('"data":null')) continue;
      const isTooLarge = Buffer.byteLength(expected.body) > request.responseBytes;
      for (let repetition = 0; repetition < 3; repetition++) {
        const { body } = await executeInSubgraph(request);
        const isRejected =
          body.includes("MAX_RESPONSE_BYTES") || Buffer.byteLength(body) > request.responseBytes;
        expect({ request, isRejected }).toEqual({ request, isRejected: isTooLarge });
        if (isRejected) rejected++;
      }
    }
    expect(rejected).toBeGreaterThan(30);
  });
});
