import type { ApolloServerPlugin } from "@apollo/server";
import { getOperationAST, type GraphQLFormattedError } from "graphql";
import { type AnswerCode, answerCodeOf } from "./answer-codes.js";
import type { RequestContext } from "./context.js";

/** What kinds of operations there are; none: there was no telling which was meant. */
export const operationKinds = ["query", "mutation", "subscription", "none"] as const;

export type OperationKind = (typeof operationKinds)[number];

/** An answer in brief. */
export interface AnswerSummary {
  /** As the client calls it: any text. */
  readonly operationName: string | undefined;
  readonly kind: OperationKind;
  /** How many errors of each code there are. */
  readonly codes: ReadonlyMap<AnswerCode, number>;
}

/** To be the last plugin: another one may put something else in the answer's place. */
export const summarizeAnswers: ApolloServerPlugin<RequestContext> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ request, document, operation, operationName, response, contextValue }) {
        const { body } = response;
        const errors = body.kind === "single" ? body.singleResult.errors : undefined;
        const sentName = typeof request.operationName === "string" ? request.operationName : undefined;
        // What was not valid has an operation all the same.
        const meant = operation ?? (document && getOperationAST(document, sentName));
        contextValue.summarize({
          operationName: operationName ?? meant?.name?.value ?? sentName,
          kind: meant?.operation ?? "none",
          codes: countCodes(errors ?? []),
        });
        return Promise.resolve();
      },
    }),
};

export function countCodes(
  errors: readonly Pick<GraphQLFormattedError, "extensions">[],
): Map<AnswerCode, number> {
  const codes = new Map<AnswerCode, number>();
  for (const { extensions } of errors) {
    const code = answerCodeOf(extensions?.["code"]);
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  return codes;
}
