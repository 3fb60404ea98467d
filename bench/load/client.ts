import { Pool } from "undici";
import { type LoadRequest, type Workload, requestOf } from "../workloads.js";
import { type LoadOptions, closedLoop, type LoadResult } from "./closed-loop.js";

/** Sends requests to one server. */
export interface LoadClient extends AsyncDisposable {
  /** Returns the text of the response, whatever its status. */
  send(request: LoadRequest): Promise<string>;
  /** Sends requests in a closed loop. Throws if the length of a response differs from `length`. */
  load(workload: Workload, options: LoadOptions, first: number, length: number): Promise<LoadResult>;
}

export function startLoadClient(url: string, tokens: readonly string[], connections: number): LoadClient {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections });

  async function send({ caller, query, variables }: LoadRequest): Promise<string> {
    const { body } = await pool.request({
      path: pathname,
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${tokens[caller] ?? ""}` },
      body: JSON.stringify({ query, variables }),
    });
    return body.text();
  }

  return {
    send,
    load: (workload, options, first, length) =>
      closedLoop(options, first, async (number) => {
        const text = await send(requestOf(workload, number));
        if (text.length !== length)
          throw new Error(`wrong response to "${workload.name}" under load: ${text.slice(0, 400)}`);
      }),
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}
