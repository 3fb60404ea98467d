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
import { listen } from "./http/listen.js";
import { dispatch } from "./http/route.js";
import { handleRequest } from "./http/handle.js";
import { createRoutes } from "./routes.js";
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

/** Calls that are kept: an emulator may run for days. */
const maxCalls = 10_000;

/** For the same reason; enough to follow some hundred thousand users from the start. */
const defaultEventLimits: EventLimits = { events: 2_000_000, bytes: 256 * 1024 * 1024 };

export interface EmulatorOptions {
  /** 0, the default: any free one. */
  port?: number;
  /** The name in the issuer. It has to mean this machine: only its loopback addresses are opened. */
  host?: string;
  seed?: Seed;
  /** Ending of user names; none by default. */
  userNameSuffix?: string;
  /** Of the events that are kept for searches. */
  eventLimits?: EventLimits;
  /** The RSA keys that sign at first; new ones by default. */
  signingKeys?: Promise<GenerateKeyPairResult>;
}

/** A ZITADEL in this process and in memory, behind a real port. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port: port = 0, host = "localhost", seed = defaultSeed, userNameSuffix = "" } = options;
  const { eventLimits = defaultEventLimits } = options;
  const listening = await listen(port);
  const clock = createClock();
  const executions = createExecutions();
  const webhooks = createWebhooks(clock, executions);
  const events = createEventLog(eventLimits, webhooks.send);
  const instance = createInstance(
    `http://${host}:${listening.port}`,
    { clock, events },
    seed,
    userNameSuffix,
  );
  const keys = createKeys();
  const signingKeys = createSigningKeys(instance.nextId, options.signingKeys);
  const tokens = createTokenStore(instance, signingKeys);
  const routes = createRoutes({ instance, executions, tokens, keys, signingKeys });
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
      rejectUnknownHost(host, request) ?? withCors(request, () => dispatch(routes, request)),
  };
  listening.handleWith((request, response) => {
    handleRequest(handlerOptions, request, response).catch((error: unknown) => {
      // A client that went away is no concern; a bug here has to be seen.
      if (!response.destroyed) response.writeHead(500).end(String(error));
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
    holdNext: (route, how) => {
      const { pending: held, until } = createPendingRequest();
      faults.failNext(route, { ...how, until });
      return held;
    },
    advanceClock: clock.advance,
    ...createEventControls(events, webhooks),
    ...createTokenControls(instance, directory, tokens, signingKeys),
    ...createUserControls(instance, directory, userNameSuffix),
    [Symbol.asyncDispose]: async () => {
      webhooks[Symbol.dispose]();
      await listening[Symbol.asyncDispose]();
    },
  };
}
