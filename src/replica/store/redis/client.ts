import { connect, isIP } from "node:net";
import { connect as connectByTls } from "node:tls";
import { Redis, type RedisOptions } from "ioredis";
import type { Clock } from "../../../lib/clock.js";
import type { Secret } from "../../../lib/secret.js";
import { createConnector } from "./connector.js";
import { scripts } from "./scripts.js";

export interface ClientTimings {
  /** Maximum time to connect. */
  readonly connectTimeoutMs: number;
  /** A connection without a reply for this long is replaced: TCP does not report a peer that has vanished. */
  readonly socketTimeoutMs: number;
}

const longestPauseMs = 1000;
/** How long one that is closed may take to say so. */
const closeMs = 100;

/** Connects to Redis, and again whenever the connection is lost. What is asked meanwhile fails at once. */
export function startClient(
  url: Secret,
  { connectTimeoutMs: connectMs, socketTimeoutMs: silenceMs }: ClientTimings,
): Redis {
  const { protocol, hostname, port, username, password, pathname } = new URL(url.reveal());
  // An address of version 6 stands in brackets in a URL, and nowhere else.
  const host = hostname.replace(/^\[|\]$/g, "");
  const at = { host, port: port === "" ? 6379 : Number(port) };
  // Whoever serves many names by one address has to be told which; an address is none.
  const served = isIP(host) === 0 ? { servername: host } : {};
  const tls = protocol === "rediss:" ? served : undefined;
  const options: Omit<RedisOptions, "replyMapping"> = {
    // So that it waits for the handshake.
    tls,
    db: Number(pathname.slice(1)),
    scripts,
    Connector: createConnector(() => (tls ? connectByTls({ ...at, ...tls }) : connect(at)), closeMs),
    // All answers look the same in both; this one every proxy knows.
    protocol: 2,
    disableClientInfo: true,
    // It would ask INFO, which is for administrators. Whether Redis serves is seen by what it answers.
    enableReadyCheck: false,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    connectTimeout: connectMs,
    socketTimeout: silenceMs,
    // Not all instances in the same moment.
    retryStrategy: (times) => Math.min(50 * 2 ** times, longestPauseMs) * (1 - Math.random() / 4),
  };
  if (username !== "") options.username = decodeURIComponent(username);
  if (password !== "") options.password = decodeURIComponent(password);
  return new Redis(options);
}

/** Settles when nothing of it is left. */
export function closeClient(client: Redis, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    // One that is not connected does not say when it ends.
    const timer = clock.setTimeout(resolve, closeMs);
    client.once("end", () => {
      timer.clear();
      resolve();
    });
    client.disconnect();
  });
}
