import type { GenerateKeyPairResult } from "jose";
import { createExecutions } from "./actions/executions.js";
import { createWebhooks } from "./actions/webhooks.js";
import { createClock } from "./clock.js";
import type { Emulator } from "./emulator.js";
import { createEventLog, type EventLimits } from "./events/event-log.js";
import type { Request } from "./http/message.js";
import type { Call } from "./http/calls.js";
import { withCors } from "./http/cors.js";
import { createFaultQueue } from "./http/fault-queue.js";
import { createPendingRequest } from "./http/pending-request.js";
import { rejectUnknownHost } from "./http/host.js";
import { listen, type Listening } from "./http/listen.js";
import { handleRequest } from "./http/handle.js";
import { createEndpoints } from "./routes.js";
import { createKeys } from "./tokens/key-file.js";
import { createSigningKeys } from "./tokens/signing-keys.js";
import { createTokenStore } from "./tokens/token-store.js";
import { createInstance } from "./seed/create-instance.js";
import { createDirectory } from "./seed/directory.js";
import { defaultSeed } from "./seed/default-seed.js";
import type { Seed } from "./seed/seed.js";
import { createEventControls } from "./controls/event-controls.js";
import { createTokenControls } from "./controls/token-controls.js";
import { createUserControls } from "./controls/user-controls.js";

/** Number of calls that `Emulator.calls` keeps: an emulator may run for days. */
const maxCalls = 10_000;

/** Enough to follow several hundred thousand users from the first event on. */
const defaultEventLimits: EventLimits = { events: 2_000_000, bytes: 256 * 1024 * 1024 };

export interface EmulatorOptions {
  /** The TCP port. The default, 0, selects a free port. */
  port?: number;
  /**
   * The host name in the issuer, by default `localhost`. It must resolve to this machine, because the
   * emulator listens on the loopback addresses only. As in ZITADEL, requests with another `Host` are rejected
   * with 404.
   */
  host?: string;
  /** The initial organizations, users, projects and applications. The default is `defaultSeed`. */
  seed?: Seed;
  /**
   * Appended to user names after a hyphen: with `"x1"` the login name of `ada` is `ada-x1`. Service users
   * with an explicit `userName` are not affected. By default user names have no suffix.
   */
  userNameSuffix?: string;
  /** How many events the event log keeps. The default is 2,000,000 events with 256 MiB of keys and values. */
  eventLimits?: EventLimits;
  /**
   * The first signing key pair: the result of `generateKeyPair("RS256")` of the package `jose`. By default
   * the emulator generates one when it is first needed, which takes longer than the rest of the start.
   */
  signingKeys?: Promise<GenerateKeyPairResult>;
}

/**
 * Starts a ZITADEL instance in this process. It listens on a TCP port and keeps all data in memory. Rejects
 * if the port is in use or the seed refers to an unknown name.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const listening = await listen(options.port ?? 0);
  try {
    return createEmulator(listening, options);
  } catch (error) {
    await listening[Symbol.asyncDispose]();
    throw error;
  }
}

function createEmulator(listening: Listening, options: EmulatorOptions): Emulator {
  const { host = "localhost", seed = defaultSeed, userNameSuffix = "" } = options;
  const { eventLimits = defaultEventLimits } = options;
  const clock = createClock();
  const executions = createExecutions();
  const webhooks = createWebhooks(clock, executions);
  const events = createEventLog(eventLimits, webhooks.send);
  const issuer = `http://${host}:${listening.port}`;
  const instance = createInstance(issuer, { clock, events }, seed, userNameSuffix);
  const keys = createKeys();
  const signingKeys = createSigningKeys(instance.nextId, options.signingKeys);
  const tokens = createTokenStore(instance, signingKeys);
  const endpoints = createEndpoints({ instance, executions, tokens, keys, signingKeys });
  const directory = createDirectory(instance, keys);
  const faults = createFaultQueue();
  const calls: Call[] = [];
  const handlerOptions = {
    faults,
    writeLocks: instance.writeLocks,
    record: (call: Call) => {
      if (calls.push(call) > maxCalls) calls.shift();
    },
    respond: async (request: Request) =>
      rejectUnknownHost(host, request) ?? withCors(request, () => endpoints(request)),
  };
  listening.handleWith((request, response) => {
    handleRequest(handlerOptions, request, response).catch((error: unknown) => {
      // Errors after a client has disconnected are expected. Any other error is a bug of the emulator.
      if (response.destroyed) return;
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  return {
    issuer: instance.issuer,
    directory,
    calls,
    clearCalls: () => {
      calls.length = 0;
    },
    failNext: faults.failNext,
    reset: () => {
      for (const part of [faults, events, webhooks]) part.reset();
    },
    holdNext: (route, holdOptions) => {
      const { pending, until } = createPendingRequest();
      faults.failNext(route, { ...holdOptions, until });
      return pending;
    },
    advanceClock: clock.advance,
    setPermissionCheckV2: (isEnabled) => {
      instance.permissionCheckV2 = isEnabled;
    },
    ...createEventControls(events, webhooks),
    ...createTokenControls(instance, directory, tokens, signingKeys),
    ...createUserControls(instance, directory, userNameSuffix),
    [Symbol.asyncDispose]: async () => {
      webhooks[Symbol.dispose]();
      await listening[Symbol.asyncDispose]();
    },
  };
}
