import { setMaxListeners } from "node:events";
import { startLeases } from "../../app/start-leases.js";
import { startZitadelClients } from "../../app/zitadel-clients.js";
import type { Config } from "../../config/config.js";
import { ConfigError } from "../../config/config-error.js";
import { serviceUserHint } from "../../config/service-user-hint.js";
import type { Clock } from "../../lib/clock.js";
import { createThrottle } from "../../lib/throttle.js";
import { unlimitedBudget } from "../../metadata/read-limits.js";
import type { CallOptions, MetadataReader, MetadataSource, ReadOptions } from "../../metadata/source.js";
import type { ClientObserver } from "../../zitadel/client/observer.js";
import { createServiceCall } from "../../zitadel/api/service-call.js";
import { createFindRejected } from "../../zitadel/metadata/read/find-rejected.js";
import { createListReader } from "../../zitadel/metadata/read/list.js";
import { createZitadelSource } from "../../zitadel/metadata/source.js";
import { createUserDirectory } from "../../zitadel/users/directory.js";
import type { UserDirectory } from "../../changes/change-feed.js";
import type { Options } from "./options.js";
import type { RetryOptions } from "./retry.js";

/** ZITADEL as the service user sees it. Disposal closes the connections. */
export interface Connection extends AsyncDisposable {
  readonly issuer: string;
  readonly directory: UserDirectory;
  readonly lists: MetadataReader;
  readonly source: MetadataSource;
  readonly callOptions: CallOptions & Pick<ConnectOptions, "signal">;
  readonly readOptions: ReadOptions;
  readonly retryOptions: RetryOptions;
  /** Number of users to read or write at the same time. */
  readonly concurrency: number;
}

export interface ConnectOptions extends Pick<Options, "concurrency" | "rate" | "isSelectedKey"> {
  readonly note: (message: string) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const noteIntervalMs = 10_000;
/** More than the commands ever have. */
const maxQueue = 100_000;

export async function connect(config: Config, options: ConnectOptions): Promise<Connection> {
  const { zitadel, limits } = config;
  const { note, clock, isSelectedKey } = options;
  const closing = new AbortController();
  const signal = AbortSignal.any([options.signal, closing.signal]);
  const rate = options.rate ?? config.upstream.rate;
  // With a rate limit, more calls at the same time would only wait.
  const connections = Math.min(options.concurrency, rate ?? options.concurrency);
  const clients = startZitadelClients(
    { ...config, upstream: { ...config.upstream, connections, rate, queue: maxQueue } },
    { observer: noopObserver, onVersionChange: noop, clock },
  );
  const { client, userApi, userinfo, visibility, serviceToken } = clients;
  if (serviceToken === undefined) {
    throw new ConfigError([
      { variable: "ZITADEL_SERVICE_USER_KEY", problem: "there is no service user", hint: serviceUserHint },
    ]);
  }
  const leases = await startLeases(
    config,
    {
      warn: (_, message) => {
        note(message);
      },
    },
    clock,
  );
  const shouldNote = createThrottle(noteIntervalMs, clock);
  // Each call adds a listener. Node.js warns about a leak if a signal has more than ten.
  setMaxListeners(0, signal);
  // Each call has a time limit of its own. The whole command has none.
  const scope = { requestId: "cli", deadlineAt: Number.POSITIVE_INFINITY, upstreamCalls: 0 };
  const callOptions = { credential: "service", scope, signal } as const;
  return {
    issuer: zitadel.issuer,
    directory: createUserDirectory(createServiceCall(client, serviceToken, zitadel.apiUrl)),
    lists: createListReader(userApi, {
      maxUserBytes: Number.POSITIVE_INFINITY,
      concurrency: connections,
      findRejected: createFindRejected(userApi.userExists, visibility, connections),
    }),
    source: createZitadelSource(userApi, userinfo, {
      invalidateReads: client.invalidateReads,
      cache: undefined,
      visibility,
      selfReadOrder: [],
      maxUserBytes: limits.userMetadataBytes,
      concurrency: connections,
      leases,
      clock,
    }),
    callOptions,
    readOptions: {
      ...callOptions,
      withDates: true,
      isVisible: (_, key) => isSelectedKey(key),
      budget: unlimitedBudget,
    },
    retryOptions: {
      clock,
      signal,
      onRetry({ message }) {
        if (shouldNote()) note(`Waiting for ZITADEL: ${message}`);
      },
    },
    // Twice the connections, so that there is always a call for a free connection.
    concurrency: 2 * connections,
    async [Symbol.asyncDispose]() {
      // After a failure, other users may still be read or written, or wait for ZITADEL.
      closing.abort();
      await leases?.[Symbol.asyncDispose]();
      await clients[Symbol.asyncDispose]();
    },
  };
}

const noop = (): void => undefined;
const noopObserver: ClientObserver = {
  onCall: noop,
  onRetry: noop,
  onCoalesced: noop,
  onRejected: noop,
  onCircuitChange: noop,
  onCacheRead: noop,
};
