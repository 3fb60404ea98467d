import type { GenerateKeyPairResult } from "jose";
import { createExecutions } from "./actions/executions.js";
import { createWebhooks } from "./actions/webhooks.js";
import { createClock } from "./clock.js";
import type { Emulator } from "./emulator.js";
import { createEventLog, type EventLimits } from "./events/event-log.js";
import type { Request } from "./http/message.js";
import type { Call } from "./http/calls.js";
import { withCors } from "./http/cors.js";
import { createFaults } from "./http/faults.js";
import { createLatch } from "./http/pending-request.js";
import { refuseUnknownHost } from "./http/host.js";
import { listen } from "./http/listen.js";
import { answerByRoute } from "./http/route.js";
import { serve } from "./http/handle.js";
import { createRoutes } from "./routes.js";
import { createKeys } from "./tokens/key-file.js";
import { createSigningKeys } from "./tokens/signing-keys.js";
import { createTokenStore } from "./tokens/token-store.js";
import { createInstance } from "./seed/create-instance.js";
import { createDirectory } from "./seed/directory.js";
import { defaultSeed } from "./seed/default-seed.js";
import type { Seed } from "./seed/seed.js";
import { eventsByHand } from "./controls/event-controls.js";
import { tokensByHand } from "./controls/token-controls.js";
import { usersByHand } from "./controls/user-controls.js";

/** Calls that are kept: an emulator may run for days. */
const mostCalls = 10_000;

/** For the same reason; enough to follow some hundred thousand users from the start. */
const usualEventLimits: EventLimits = { events: 2_000_000, bytes: 256 * 1024 * 1024 };

export interface EmulatorOptions {
  /** 0, the default: any free one. */
  port?: number;
  /** The name in the issuer. It has to mean this machine: only its loopback addresses are opened. */
  host?: string;
  seed?: Seed;
  /** Ending of user names; none by default. */
  run?: string;
  /** Of the events that are kept for searches. */
  eventLimits?: EventLimits;
  /** The RSA keys that sign at first; new ones by default. */
  signingKeys?: Promise<GenerateKeyPairResult>;
}

/** A ZITADEL in this process and in memory, behind a real port. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port: wanted = 0, host = "localhost", seed = defaultSeed, run = "" } = options;
  const { eventLimits = usualEventLimits } = options;
  const listening = await listen(wanted);
  const clock = createClock();
  const executions = createExecutions();
  const webhooks = createWebhooks(clock, executions);
  const events = createEventLog(eventLimits, webhooks.send);
  const instance = createInstance(`http://${host}:${listening.port}`, { clock, events }, seed, run);
  const keys = createKeys();
  const signingKeys = createSigningKeys(instance.nextId, options.signingKeys);
  const tokens = createTokenStore(instance, signingKeys);
  const routes = createRoutes({ instance, executions, tokens, keys, signingKeys });
  const directory = createDirectory(instance, keys);
  const faults = createFaults();
  const calls: Call[] = [];
  const served = {
    faults,
    heldUsers: instance.heldUsers,
    record: (call: Call) => {
      if (calls.push(call) > mostCalls) calls.shift();
    },
    answer: async (asked: Request) =>
      refuseUnknownHost(host, asked) ?? withCors(asked, () => answerByRoute(routes, asked)),
  };
  listening.answerWith((request, response) => {
    serve(served, request, response).catch((error: unknown) => {
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
      for (const part of [faults, events, webhooks]) part.calm();
    },
    holdNext: (route, how) => {
      const { held, until } = createLatch();
      faults.failNext(route, { ...how, until });
      return held;
    },
    advanceClock: clock.advance,
    ...eventsByHand(events, webhooks),
    ...tokensByHand(instance, directory, tokens, signingKeys),
    ...usersByHand(instance, directory, run),
    [Symbol.asyncDispose]: async () => {
      webhooks[Symbol.dispose]();
      await listening[Symbol.asyncDispose]();
    },
  };
}
