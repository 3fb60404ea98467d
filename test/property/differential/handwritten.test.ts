import { beforeAll, describe, expect, it } from "vitest";
import { syntaxCases } from "./syntax-cases.js";
import { valueCases } from "./value-cases.js";
import {
  type OperationResult,
  executeWithGraphqlJs,
  createSubgraphExecutor,
  type OperationRequest,
} from "./execute-both.js";

describe("the subgraph, for handwritten operations", () => {
  let executeInSubgraph: (request: OperationRequest) => Promise<OperationResult>;
  beforeAll(async () => {
    executeInSubgraph = await createSubgraphExecutor();
  });

  it.each([...syntaxCases, ...valueCases])(
    "returns the same response as graphql-js, in the first and later executions: %s",
    async (_, request) => {
      const expected = await executeWithGraphqlJs(request);
      const { reports, ...first } = await executeInSubgraph(request);
      expect(first).toEqual(expected);
      for (let repetition = 0; repetition < 2; repetition++)
        expect(await executeInSubgraph(request)).toEqual({ ...first, reports });
    },
  );
});
