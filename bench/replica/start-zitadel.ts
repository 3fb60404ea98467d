import { fileURLToPath } from "node:url";
import { Pool } from "undici";
import { z } from "zod";
import { exchange, startChild } from "../targets/child.js";
import type { zitadelMessage } from "./zitadel-message.js";

const file = fileURLToPath(new URL("zitadel-process.ts", import.meta.url));
const cwd = fileURLToPath(new URL("../..", import.meta.url));
const told = z.object({ origin: z.string(), serviceToken: z.string(), userIds: z.array(z.string()) });

/** The embedded ZITADEL with many users, in a process of its own. */
export interface BenchZitadel extends AsyncDisposable {
  readonly origin: string;
  readonly serviceToken: string;
  readonly userIds: readonly string[];
  /** Asks as the service user, by as many connections as ours has; answers the text. */
  ask(path: string, json: unknown): Promise<string>;
  /** Writes to so many users, while searches find nothing of it; comes back when they do. */
  changeUnseen(message: z.infer<typeof zitadelMessage>): Promise<void>;
}

export async function startZitadel(users: number, log: string): Promise<BenchZitadel> {
  const args = ["--max-old-space-size=8192", "--import", "tsx", file, String(users)];
  const child = startChild({ args, cwd, env: {}, log, isTalking: true });
  const { origin, serviceToken, userIds } = told.parse(await exchange(child));
  const pool = new Pool(origin, { connections: 32 });
  return {
    origin,
    serviceToken,
    userIds,
    async ask(path, json) {
      const { statusCode, body } = await pool.request({
        path,
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${serviceToken}` },
        body: JSON.stringify(json),
      });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${path} was answered with ${statusCode}: ${text}`);
      return text;
    },
    async changeUnseen(message) {
      await exchange(child, message);
    },
    async [Symbol.asyncDispose]() {
      await pool.destroy();
      await child[Symbol.asyncDispose]();
    },
  };
}
