import { Pool } from "undici";
import { type Question, type Workload, questionOf } from "../workloads.js";
import { type Amount, closedLoop, type Loaded } from "./closed-loop.js";

/** Asks one server. */
export interface Asking extends AsyncDisposable {
  /** The text of the answer, whatever it says. */
  ask(question: Question): Promise<string>;
  /** Asks as often as can be. Throws for an answer that is not as long as the one that was looked at. */
  load(workload: Workload, amount: Amount, first: number, length: number): Promise<Loaded>;
}

export function startAsking(url: string, tokens: readonly string[], connections: number): Asking {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections });

  async function ask({ caller, query, variables }: Question): Promise<string> {
    const { body } = await pool.request({
      path: pathname,
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${tokens[caller] ?? ""}` },
      body: JSON.stringify({ query, variables }),
    });
    return body.text();
  }

  return {
    ask,
    load: (workload, amount, first, length) =>
      closedLoop(amount, first, async (number) => {
        const text = await ask(questionOf(workload, number));
        if (text.length !== length) throw new Error(`${workload.name}, under load: ${text.slice(0, 400)}`);
      }),
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}
