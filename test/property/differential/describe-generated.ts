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

/** How many operations there are of a seed. */
export const operationsPerSeed = 250;

export function describeGenerated(seeds: readonly number[]): void {
  describe("operations that nobody wrote", () => {
    let ours: (question: OperationRequest) => Promise<OperationResult>;
    beforeAll(async () => {
      ours = await createSubgraphExecutor();
    });

    it.each(seeds)(
      "are answered as graphql-js answers them, the first time and later (seed %i)",
      async (seed) => {
        const generator = new Generator(uninstrumentedSchema, createRandom(seed));
        let asked = 0;
        for (let n = 0; n < operationsPerSeed; n++) {
          const question = generator.next();
          const expected = await executeWithGraphqlJs(question);
          if (expected === undefined) continue;
          asked++;
          const { reports: told, ...first } = await ours(question);
          expect({ question, ...first }).toEqual({ question, ...expected });
          for (let again = 0; again < 2; again++) {
            expect({ question, ...(await ours(question)) }).toEqual({ question, ...expected, told });
          }
        }
        expect(asked).toBeGreaterThan(operationsPerSeed * 0.8);
      },
    );
  });
}
