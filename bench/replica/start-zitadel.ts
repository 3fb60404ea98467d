import { fileURLToPath } from "node:url";
import { Pool } from "undici";
import { z } from "zod";
import { exchange, startChild } from "../targets/child.js";
import type { changeRequest } from "./zitadel-message.js";

const file = fileURLToPath(new URL("zitadel-process.ts", import.meta.url));
const cwd = fileURLToPath(new URL("../..", import.meta.url));
const startMessage = z.object({ origin: z.string(), serviceToken: z.string(), userIds: z.array(z.string()) });

/** A ZITADEL emulator with many users, in a separate process. */
export interface ZitadelProcess extends AsyncDisposable {
  readonly origin: string;
  readonly serviceToken: string;
  readonly userIds: readonly string[];
  /** Makes a call as the service user, over at most 32 connections. Returns the text of the response. */
  call(path: string, json: unknown): Promise<string>;
  /** Changes users while event searches return nothing new. Resolves when searches return the changes. */
  changeWhileEventsPaused(message: z.infer<typeof changeRequest>): Promise<void>;
}

export async function startZitadelProcess(users: number, logFile: string): Promise<ZitadelProcess> {
  const args = ["--max-old-space-size=8192", "--import", "tsx", file, String(users)];
  const child = startChild({ args, cwd, env: {}, logFile, hasIpc: true });
  const { origin, serviceToken, userIds } = startMessage.parse(await exchange(child));
  const pool = new Pool(origin, { connections: 32 });
  return {
    origin,
    serviceToken,
    userIds,
    async call(path, json) {
      const { statusCode, body } = await pool.request({
        path,
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${serviceToken}` },
        body: JSON.stringify(json),
      });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${path} returned ${statusCode}: ${text}`);
      return text;
    },
    async changeWhileEventsPaused(message) {
      await exchange(child, message);
    },
    async [Symbol.asyncDispose]() {
      await pool.destroy();
      await child[Symbol.asyncDispose]();
    },
  };
}
