import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect } from "vitest";
import { z } from "zod";
import { type CallKind, countKinds } from "../support/call-kinds.js";
import { queryEntities } from "../support/entities.js";
import { recordCalls } from "../support/record-calls.js";
import { type TcpProxy, startTcpProxy } from "../support/tcp-proxy.js";
import { createTestClock } from "../support/test-clock.js";
import { startTestEnv, type Variables, type TestEnv } from "../support/test-env.js";
import { exchange } from "../../packages/zitadel-emulator/test/zitadel/exchange.js";
import { createPassing, type Passing, type Traffic, watchTraffic } from "./pass-time.js";
import { isAbsence, type Operation, type Row } from "./row.js";

/** A world for one kind of weather. */
export interface Sky extends AsyncDisposable {
  readonly env: TestEnv;
  readonly run: Passing["run"];
  /** Nothing is left of the last weather. */
  readonly clear: (operation: Operation) => Promise<Asked>;
  /** From now on it is as the row says. */
  readonly begin: () => Promise<void>;
  /** Those made since then, without token checks. */
  readonly takeCalls: () => Partial<Record<CallKind, number>>;
}

/** Who is asked about, and who asks. */
export interface Asked {
  /** Whose metadata is read as one's own, or written. */
  readonly user: { readonly name: string; readonly id: string };
  /** Of this user for `me`, of a manager otherwise. */
  readonly token: string;
}

export const metadata = { kept: "1", old: "1" } as const;

/** What the product has unless told otherwise: tests of other things switch it off. */
const defaults: Variables = { UPSTREAM_RETRIES: undefined, TOKEN_CACHE_TTL_MS: undefined };
const allButTokenChecks = /^(?!.*\/introspect$)/;
/** Longer than calls are stopped, and than it is believed which version of the API there is. */
const longMs = 6 * 60_000;
/** The process itself tries three times in each. */
const callsOfTwoAttempts = 6;

export async function startSky({ fault, times }: Row): Promise<Sky> {
  const clock = createTestClock();
  const used: { relay?: TcpProxy; traffic?: Traffic } = {};
  const { until, run } = createPassing(
    clock,
    () => used.traffic ?? { underWay: 0, seen: 0 },
    doesHang(fault),
  );
  const env = await run(
    startTestEnv(async ({ issuer }) => {
      if (isAbsence(fault)) used.relay = await startTcpProxy(issuer);
      if (fault === "gone before the start") await used.relay?.close();
      used.traffic = watchTraffic(used.relay?.url ?? issuer);
      return { ...defaults, ZITADEL_API_URL: used.relay?.url };
    }, clock),
  );
  const { relay, traffic } = used;
  const calls = recordCalls(relay?.url ?? env.zitadel.issuer);

  /** Whatever has to be found out before is known. */
  async function warmUp({ user, token }: Asked): Promise<void> {
    const manager = env.zitadel.directory.personalAccessToken("manager");
    const answers = [
      await run(queryEntities(env, [user.id], "metadataMap", { token: manager })),
      await run(env.query("{ me { id } }", { token })),
    ];
    expect(answers.flatMap(({ codes }) => codes)).toEqual([]);
  }

  return {
    env,
    run,
    async clear(operation) {
      const user = await env.addPerson({ metadata });
      const asked = { user, token: await tokenOf(env, operation, user.name, relay !== undefined) };
      if (fault === "gone before the start") {
        // The third attempt of the process comes so late that none of its calls are among those of the operation.
        await until(() => traffic?.underWay === 0 && traffic.seen >= 2 * callsOfTwoAttempts);
        return asked;
      }
      env.emulator.reset();
      relay?.open();
      await clock.advance(longMs);
      await warmUp(asked);
      return asked;
    },
    async begin() {
      calls.take();
      if (!isAbsence(fault))
        env.emulator.failNext(allButTokenChecks, fault, times ?? Number.POSITIVE_INFINITY);
      await relay?.close();
      if (relay !== undefined && fault === "gone once") openAtFailure(relay);
    },
    takeCalls: () => countKinds(calls.take()),
    async [Symbol.asyncDispose]() {
      calls[Symbol.dispose]();
      await env[Symbol.asyncDispose]();
      traffic?.[Symbol.dispose]();
      await relay?.[Symbol.asyncDispose]();
    },
  };
}

function doesHang(fault: Row["fault"]): boolean {
  return (
    fault === "hang" ||
    (typeof fault === "object" && "dropResponse" in fault && fault.dropResponse === "hang")
  );
}

function tokenOf(env: TestEnv, operation: Operation, person: string, isJwt: boolean): Promise<string> {
  // Where ZITADEL is gone nobody can ask it about a token: one that says all by itself is left.
  if (operation === "me") return env.login(person, { app: isJwt ? "spa-jwt" : "spa" });
  return isJwt ? managersJwt(env) : Promise.resolve(env.zitadel.directory.personalAccessToken("manager"));
}

async function managersJwt({ zitadel: { directory, issuer } }: TestEnv): Promise<string> {
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

const failures = "undici:client:connectError";
const failure = z.object({ connectParams: z.object({ port: z.string() }) });

/** The first connection that is refused is the last one. */
function openAtFailure({ url, open }: TcpProxy): void {
  const onFailure = (published: unknown): void => {
    if (failure.parse(published).connectParams.port !== new URL(url).port) return;
    unsubscribe(failures, onFailure);
    open();
  };
  subscribe(failures, onFailure);
}
