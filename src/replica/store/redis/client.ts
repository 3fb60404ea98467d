import { connect as connectTcp, isIP } from "node:net";
import { connect as connectTls } from "node:tls";
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

const maxReconnectDelayMs = 1000;
/** Maximum time to close a connection. */
const closeMs = 100;

/**
 * Creates a client that connects to Redis, and reconnects after the connection is lost. Commands sent without
 * a connection fail immediately.
 */
export function startClient(url: Secret, { connectTimeoutMs, socketTimeoutMs }: ClientTimings): Redis {
  const { protocol, hostname, port, username, password, pathname } = new URL(url.reveal());
  // IPv6 addresses have brackets in URLs only.
  const host = hostname.replace(/^\[|\]$/g, "");
  const address = { host, port: port === "" ? 6379 : Number(port) };
  // Servers with several names on one address need SNI, which does not allow IP addresses.
  const serverName = isIP(host) === 0 ? { servername: host } : {};
  const tls = protocol === "rediss:" ? serverName : undefined;
  const options: Omit<RedisOptions, "replyMapping"> = {
    // With this option, ioredis waits for the TLS handshake.
    tls,
    db: Number(pathname.slice(1)),
    scripts,
    Connector: createConnector(
      () => (tls ? connectTls({ ...address, ...tls }) : connectTcp(address)),
      closeMs,
    ),
    // All proxies support RESP2, and the replies of these commands are the same in RESP3.
    protocol: 2,
    disableClientInfo: true,
    // The ready check sends INFO, which needs administrator permissions. The connection monitor sends a probe
    // instead.
    enableReadyCheck: false,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    connectTimeout: connectTimeoutMs,
    socketTimeout: socketTimeoutMs,
    // Exponential backoff with jitter, so that processes do not reconnect at the same moment.
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, maxReconnectDelayMs) * (1 - Math.random() / 4),
  };
  if (username !== "") options.username = decodeURIComponent(username);
  if (password !== "") options.password = decodeURIComponent(password);
  return new Redis(options);
}

/** Resolves when the client is closed. */
export function closeClient(client: Redis, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    // A client that is not connected does not emit "end".
    const timer = clock.setTimeout(resolve, closeMs);
    client.once("end", () => {
      timer.clear();
      resolve();
    });
    client.disconnect();
  });
}
