import { beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../random.js";
import {
  type OperationResult,
  executeWithGraphqlJs,
  createSubgraphExecutor,
  uninstrumentedSchema,
  type OperationRequest,
} from "./execute-both.js";
import { Generator } from "./generator.js";

/** Number of operations per seed. */
export const operationsPerSeed = 250;

export function describeGenerated(seeds: readonly number[]): void {
  describe("the subgraph, for generated operations", () => {
    let executeInSubgraph: (request: OperationRequest) => Promise<OperationResult>;
    beforeAll(async () => {
      executeInSubgraph = await createSubgraphExecutor();
    });

    it.each(seeds)(
      "returns the same response as graphql-js, in the first and later executions (seed %i)",
      async (seed) => {
        const generator = new Generator(uninstrumentedSchema, createRandom(seed));
        let executed = 0;
        for (let n = 0; n < operationsPerSeed; n++) {
          const request = generator.next();
          const expected = await executeWithGraphqlJs(request);
          if (expected === undefined) continue;
          executed++;
          const { reports, ...first } = await executeInSubgraph(request);
          expect({ request, ...first }).toEqual({ request, ...expected });
          for (let repetition = 0; repetition < 2; repetition++) {
            expect({ request, ...(await executeInSubgraph(request)) }).toEqual({
              request,
              ...expected,
              reports,
            });
          }
        }
        expect(executed).toBeGreaterThan(operationsPerSeed * 0.8);
      },
    );
  });
}
