import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect } from "vitest";
import { z } from "zod";
import { type CallKind, countKinds, recordCalls } from "../support/zitadel-calls.js";
import { queryEntities } from "../support/query.js";
import { startTcpProxy, type TcpProxy } from "../support/servers.js";
import { createTestClock } from "../support/test-clock.js";
import { startTestEnv, type TestEnv, type Variables } from "../support/test-env.js";
import { exchange } from "../../packages/zitadel-emulator/test/zitadel/exchange.js";
import { createIdleAdvance, type IdleAdvance, type Traffic, watchTraffic } from "./advance-when-idle.js";
import { isConnectionRefusal, type FaultScenario, type Operation } from "./fault-scenario.js";

/** The test environment of one scenario, shared by its operations. */
export interface ScenarioEnv extends AsyncDisposable {
  readonly env: TestEnv;
  readonly run: IdleAdvance["run"];
  /** Removes the fault of the previous case and adds a user for the next one. */
  readonly prepare: (operation: Operation) => Promise<CaseInput>;
  /** Injects the scenario's fault. */
  readonly injectFault: () => Promise<void>;
  /** The calls since the fault was injected, token checks excluded. */
  readonly takeCalls: () => Partial<Record<CallKind, number>>;
}

export interface CaseInput {
  /** The user whose metadata is read by `me`, or written. */
  readonly user: { readonly name: string; readonly id: string };
  /** The token of this user for `me`, otherwise of a manager. */
  readonly token: string;
}

export const metadata = { old: "1", other: "1" } as const;

/** Default settings: other tests disable retries and the token cache. */
const defaults: Variables = { UPSTREAM_RETRIES: undefined, TOKEN_CACHE_TTL_MS: undefined };
const allButTokenChecks = /^(?!.*\/introspect$)/;
/** Longer than `Retry-After`, an open circuit breaker, and the cached API version. */
const recoveryMs = 6 * 60_000;
/** The process connects to ZITADEL in the background. Each attempt sends one call, and retries it twice. */
const callsOfTwoAttempts = 6;

export async function startScenarioEnv({ fault, times }: FaultScenario): Promise<ScenarioEnv> {
  const clock = createTestClock();
  const started: { proxy?: TcpProxy; traffic?: Traffic } = {};
  const { until, run } = createIdleAdvance(
    clock,
    () => started.traffic ?? { inFlight: 0, events: 0 },
    hasNoResponse(fault),
  );
  const env = await run(
    startTestEnv(async ({ issuer }) => {
      if (isConnectionRefusal(fault)) started.proxy = await startTcpProxy(issuer);
      if (fault === "connection refused before startup") await started.proxy?.close();
      started.traffic = watchTraffic(started.proxy?.url ?? issuer);
      return { ...defaults, ZITADEL_API_URL: started.proxy?.url };
    }, clock),
  );
  const { proxy, traffic } = started;
  const calls = recordCalls(proxy?.url ?? env.zitadel.issuer);

  /** Fills the caches for discovery, API version and tokens. */
  async function warmUp({ user, token }: CaseInput): Promise<void> {
    const manager = env.pat("manager");
    const responses = [
      await run(queryEntities(env, [user.id], "metadataMap", { token: manager })),
      await run(env.query("{ me { id } }", { token })),
    ];
    expect(responses.flatMap(({ codes }) => codes)).toEqual([]);
  }

  return {
    env,
    run,
    async prepare(operation) {
      const user = await env.addPerson({ metadata });
      const input = { user, token: await getToken(env, operation, user.name, proxy !== undefined) };
      if (fault === "connection refused before startup") {
        // The third attempt to connect starts so late that its calls do not mix with those of the operation.
        await until(() => traffic?.inFlight === 0 && traffic.events >= 2 * callsOfTwoAttempts);
        return input;
      }
      env.emulator.reset();
      proxy?.open();
      await clock.advance(recoveryMs);
      await warmUp(input);
      return input;
    },
    async injectFault() {
      calls.take();
      if (!isConnectionRefusal(fault))
        env.emulator.failNext(allButTokenChecks, fault, times ?? Number.POSITIVE_INFINITY);
      await proxy?.close();
      if (proxy !== undefined && fault === "connection refused once") openAfterRefusal(proxy);
    },
    takeCalls: () => countKinds(calls.take()),
    async [Symbol.asyncDispose]() {
      calls[Symbol.dispose]();
      await env[Symbol.asyncDispose]();
      traffic?.[Symbol.dispose]();
      await proxy?.[Symbol.asyncDispose]();
    },
  };
}

function hasNoResponse(fault: FaultScenario["fault"]): boolean {
  return (
    fault === "hang" ||
    (typeof fault === "object" && "dropResponse" in fault && fault.dropResponse === "hang")
  );
}

function getToken(env: TestEnv, operation: Operation, person: string, needsJwt: boolean): Promise<string> {
  // Without a connection to ZITADEL, only a JWT can be validated: its keys are cached.
  if (operation === "me") return env.login(person, { app: needsJwt ? "spa-jwt" : "spa" });
  return needsJwt ? getManagerJwt(env) : Promise.resolve(env.pat("manager"));
}

async function getManagerJwt({ zitadel: { directory, issuer } }: TestEnv): Promise<string> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    scope: `openid urn:zitadel:iam:org:project:id:zitadel:aud urn:zitadel:iam:org:project:id:${directory.project("shop")}:aud`,
    client_id: directory.app("jwt-machine-client"),
    client_secret: directory.secret("jwt-machine-client"),
  });
  const { body } = await exchange(issuer, {
    method: "POST",
    path: "/oauth/v2/token",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
  });
  return z.object({ access_token: z.string() }).parse(body).access_token;
}

const connectErrors = "undici:client:connectError";
const connectError = z.object({ connectParams: z.object({ port: z.string() }) });

/** Opens the proxy again after the first failed connection. */
function openAfterRefusal({ url, open }: TcpProxy): void {
  const onError = (message: unknown): void => {
    if (connectError.parse(message).connectParams.port !== new URL(url).port) return;
    unsubscribe(connectErrors, onError);
    open();
  };
  subscribe(connectErrors, onError);
}
