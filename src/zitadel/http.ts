import type { Readable } from "node:stream";
import { Agent, request } from "undici";
import type { FailureCode } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import { noAnswer } from "./no-answer.js";
import { routeOf, traced } from "./traced.js";

export interface ZitadelCall {
  readonly url: string;
  /** POST when there is a body, GET otherwise, unless it says so. */
  readonly method?: "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** ZITADEL takes no other spelling of `Bearer`. */
  readonly authorization?: { readonly scheme: "Bearer" | "Basic"; readonly credentials: Secret };
  readonly json?: unknown;
  readonly form?: URLSearchParams;
  /** Ends the call before its own deadline. */
  readonly signal?: AbortSignal;
}

export interface ZitadelAnswer {
  readonly status: number;
  /** The parsed JSON; undefined when it is none (a proxy's HTML, say). */
  readonly body: unknown;
  /** The body was larger than we read: `body` is undefined. */
  readonly isTooLarge: boolean;
  /** What `Retry-After` says, where it gives seconds. */
  readonly retryAfterMs: number | undefined;
}

export interface ZitadelHttp extends AsyncDisposable {
  /** One call, sent once. Whatever status comes back is an answer; throws NoAnswer for none. */
  send(call: ZitadelCall): Promise<ZitadelAnswer>;
  /** What is wrong with ZITADEL as far as the last calls tell; undefined when nothing is. */
  trouble(): FailureCode | undefined;
}

export interface ZitadelHttpOptions {
  readonly connections: number;
  /** For one call, from its start to the last byte of its answer. */
  readonly timeoutMs: number;
  /** The host that tells ZITADEL its instance, where calls go to another address than the issuer's. */
  readonly instanceHost?: string | undefined;
}

/** ZITADEL's gateway stops at 10 MiB; this bound is for what stands before it and for routes without that limit. */
const maxBodyBytes = 12 * 1024 * 1024;

/** Opens the connections to ZITADEL. Redirects are not followed: a token goes only where discovery said. */
export function startZitadelHttp({ connections, timeoutMs, instanceHost }: ZitadelHttpOptions): ZitadelHttp {
  const agent = new Agent({ connections, connect: { timeout: timeoutMs } });
  let trouble: FailureCode | undefined;

  const untraced: ZitadelHttp = {
    async send({ url, method, authorization, json, form, signal, ...call }) {
      const headers: Record<string, string> = { accept: "application/json", ...call.headers };
      if (instanceHost !== undefined) headers["x-zitadel-instance-host"] = instanceHost;
      if (authorization !== undefined) {
        headers["authorization"] = `${authorization.scheme} ${authorization.credentials.reveal()}`;
      }
      if (json !== undefined) headers["content-type"] = "application/json";
      if (form !== undefined) headers["content-type"] = "application/x-www-form-urlencoded";
      const body = json === undefined ? (form?.toString() ?? null) : JSON.stringify(json);
      const deadline = AbortSignal.timeout(timeoutMs);
      const stop = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
      let wasSent = false;
      try {
        stop.throwIfAborted();
        wasSent = true;
        const answer = await request(url, {
          dispatcher: agent,
          method: method ?? (body === null ? "GET" : "POST"),
          headers,
          body,
          signal: stop,
        });
        const text = await readText(answer.body);
        trouble = answer.statusCode >= 502 && answer.statusCode <= 504 ? "UPSTREAM_UNAVAILABLE" : undefined;
        return {
          status: answer.statusCode,
          body: text === undefined ? undefined : parseJson(text),
          isTooLarge: text === undefined,
          retryAfterMs: readRetryAfter(answer.headers["retry-after"]),
        };
      } catch (error) {
        const failure = noAnswer(error, { timeoutMs, stop, deadline, wasSent });
        if (!stop.aborted || deadline.aborted) trouble = failure.code;
        throw failure;
      }
    },
    trouble: () => trouble,
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
  return {
    ...untraced,
    send(call) {
      const method = call.method ?? (call.json === undefined && call.form === undefined ? "GET" : "POST");
      return traced({ method, route: routeOf(call.url) }, call.headers ?? {}, (headers) =>
        untraced.send({ ...call, headers }),
      );
    },
  };
}

/** The whole text; undefined, and the connection closed, once it is longer than we read. */
async function readText(body: Readable): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError("an answer's body is read as bytes");
    length += chunk.length;
    if (length > maxBodyBytes) {
      body.destroy();
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function readRetryAfter(header: string | string[] | undefined): number | undefined {
  return typeof header === "string" && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined;
}
