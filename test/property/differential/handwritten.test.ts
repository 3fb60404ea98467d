import { beforeAll, describe, expect, it } from "vitest";
import { syntaxCases } from "./syntax-cases.js";
import { valueCases } from "./value-cases.js";
import {
  type OperationResult,
  executeWithGraphqlJs,
  createSubgraphExecutor,
  type OperationRequest,
} from "./execute-both.js";

describe("operations written by hand", () => {
  let ours: (question: OperationRequest) => Promise<OperationResult>;
  beforeAll(async () => {
    ours = await createSubgraphExecutor();
  });

  it.each([...syntaxCases, ...valueCases])(
    "are answered as graphql-js answers them, the first time and later: %s",
    async (_, question) => {
      const expected = await executeWithGraphqlJs(question);
      const { reports: told, ...first } = await ours(question);
      expect(first).toEqual(expected);
      for (let again = 0; again < 2; again++) expect(await ours(question)).toEqual({ ...first, told });
    },
  );
});
