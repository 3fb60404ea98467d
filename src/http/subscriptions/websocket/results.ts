import type { ExecutionResult, GraphQLFormattedError } from "graphql";
import type { EventStream, StreamItem } from "../../../subscriptions/event-stream.js";
import type { SubscriptionResult } from "../evaluated.js";

/** Thrown to send a result without data as a message of type `error`, as the protocol demands. */
export class NotExecuted extends Error {
  override readonly name = "NotExecuted";
  readonly errors: readonly GraphQLFormattedError[];

  constructor(errors: readonly GraphQLFormattedError[]) {
    super("the operation was not executed");
    this.errors = errors;
  }
}

type Results = AsyncGenerator<ExecutionResult, void>;

/**
 * The results of a stream in the form that graphql-ws iterates. Adds each result's body to `bodies`: its errors
 * are formatted, which graphql-ws does not expect. Not an async generator function, whose `return` would wait for
 * the next event.
 */
export function toResults(
  stream: EventStream<SubscriptionResult>,
  first: StreamItem<SubscriptionResult>,
  bodies: WeakMap<object, SubscriptionResult["body"]>,
): Results {
  let firstItem: StreamItem<SubscriptionResult> | undefined = first;
  const done = { done: true, value: undefined } as const;
  const close = (): Promise<typeof done> => {
    stream.end("client_closed");
    return Promise.resolve(done);
  };
  const results: Results = {
    async next() {
      const item = firstItem ?? (await stream.next());
      firstItem = undefined;
      if (item.kind !== "result") return done;
      const { body, isExecuted } = item.result;
      if (!isExecuted) {
        // Lets the stream end with its own reason.
        await stream.next();
        throw new NotExecuted(body.errors ?? []);
      }
      const value: ExecutionResult = {};
      bodies.set(value, body);
      return { done: false, value };
    },
    return: close,
    throw: close,
    [Symbol.asyncIterator]: () => results,
    [Symbol.asyncDispose]: async () => {
      await close();
    },
  };
  return results;
}
