import { z } from "zod";

const eventSchema = z.object({
  data: z
    .looseObject({
      userMetadataChanged: z
        .looseObject({
          changedKeys: z.array(z.string()).optional(),
          deletedKeys: z.array(z.string()).optional(),
          deletedEntryIds: z.array(z.string()).optional(),
          user: z.looseObject({ id: z.string().optional(), metadataMap: z.unknown() }).optional(),
        })
        .nullable(),
    })
    .nullish(),
  errors: z
    .array(z.looseObject({ message: z.string(), extensions: z.looseObject({ code: z.string() }) }))
    .optional(),
});

export type SubscriptionEvent = z.infer<typeof eventSchema>;

/** An event stream as a client receives it. */
export interface EventSource extends AsyncDisposable {
  readonly response: Response;
  /** The next event; undefined when the stream is complete. Rejects if the connection ends without completion. */
  next(): Promise<SubscriptionEvent | undefined>;
  /** The error codes of the next event. */
  nextCodes(): Promise<readonly string[]>;
  /** Number of comments received so far. */
  readonly comments: number;
}

export interface EventSourceOptions {
  readonly token?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: "GET" | "POST";
}

export const changes = `subscription ($userId: ID, $keys: [String!]) {
  userMetadataChanged(userId: $userId, keys: $keys) {
    user { id metadataMap }
    changedKeys
    deletedKeys
    deletedEntryIds
  }
}`;

/** Subscribes over Server-Sent Events. */
export async function openEventSource(
  url: string,
  query: string,
  { token, variables = {}, headers, method = "POST" }: EventSourceOptions = {},
): Promise<EventSource> {
  const closing = new AbortController();
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const response = await fetch(method === "GET" ? `${url}?${search.toString()}` : url, {
    method,
    headers: {
      accept: "text/event-stream",
      ...(method === "POST" && { "content-type": "application/json" }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(method === "POST" && { body: JSON.stringify({ query, variables }) }),
    signal: closing.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let comments = 0;

  async function readBlock(): Promise<string> {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end !== -1) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        return block;
      }
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) throw new Error("the connection ended without completion");
      text += value;
    }
  }

  async function next(): Promise<SubscriptionEvent | undefined> {
    for (;;) {
      const block = await readBlock();
      const [name = "", data = ""] = block.split("\n");
      if (block.startsWith(":")) comments++;
      else if (name === "event: complete") return undefined;
      else if (name === "event: next") return eventSchema.parse(JSON.parse(data.slice("data: ".length)));
      else throw new Error(`unexpected block ${JSON.stringify(block)}`);
    }
  }

  return {
    response,
    next,
    async nextCodes() {
      return ((await next())?.errors ?? []).map(({ extensions }) => extensions.code);
    },
    get comments() {
      return comments;
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await reader?.cancel().catch(() => undefined);
    },
  };
}
