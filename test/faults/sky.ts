import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { z } from "zod";
import { type CallKind, countKinds } from "../support/call-kinds.js";
import { recordCalls } from "../support/record-calls.js";
import { type Relay, startRelay } from "../support/relay.js";
import { startWorld, type Variables, type World } from "../support/world.js";
import { exchange } from "../support/zitadel/exchange.js";
import { isAbsence, type Operation, type Row } from "./row.js";

/** A world before the weather comes. */
export interface Sky extends AsyncDisposable {
  readonly world: World;
  /** Whose metadata is read as one's own, or written. */
  readonly user: { readonly name: string; readonly id: string };
  /** Of this user for `me`, of a manager otherwise. */
  readonly token: string;
  /** From now on it is as the row says. */
  readonly begin: () => Promise<void>;
  /** Those made since then, without token checks. */
  readonly takeCalls: () => Partial<Record<CallKind, number>>;
}

export const metadata = { kept: "1", old: "1" } as const;

/** What the product has unless told otherwise: tests of other things switch it off. */
const defaults: Variables = { UPSTREAM_RETRIES: undefined, ZITADEL_TOKEN_CACHE_MS: undefined };
const allButTokenChecks = /^(?!.*\/introspect$)/;

export async function startSky({ fault, times, timeoutMs }: Row, operation: Operation): Promise<Sky> {
  const used: { relay?: Relay } = {};
  const world = await startWorld(async ({ issuer }) => {
    const settings = { ...defaults, UPSTREAM_TIMEOUT_MS: timeoutMs?.toString() };
    if (!isAbsence(fault)) return settings;
    used.relay = await startRelay(issuer);
    if (fault === "gone before the start") await used.relay.close();
    return { ...settings, ZITADEL_API_URL: used.relay.url };
  });
  const { relay } = used;
  const calls = recordCalls(relay?.url ?? world.zitadel.issuer);
  const user = await world.addPerson({ metadata });
  const token = await tokenOf(world, operation, user.name, relay !== undefined);
  await world.query("{ me { id } }", { token });
  return {
    world,
    user,
    token,
    async begin() {
      calls.take();
      if (!isAbsence(fault))
        world.emulator.failNext(allButTokenChecks, fault, times ?? Number.POSITIVE_INFINITY);
      await relay?.close();
      if (relay !== undefined && fault === "gone once") openAtFailure(relay);
    },
    takeCalls: () => countKinds(calls.take()),
    async [Symbol.asyncDispose]() {
      calls[Symbol.dispose]();
      await world[Symbol.asyncDispose]();
      await relay?.[Symbol.asyncDispose]();
    },
  };
}

function tokenOf(world: World, operation: Operation, person: string, isJwt: boolean): Promise<string> {
  // Where ZITADEL is gone nobody can ask it about a token: one that says all by itself is left.
  if (operation === "me") return world.login(person, { app: isJwt ? "spa-jwt" : "spa" });
  return isJwt ? managersJwt(world) : Promise.resolve(world.zitadel.world.pat("manager"));
}

async function managersJwt({ zitadel: { world, issuer } }: World): Promise<string> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    scope: `openid urn:zitadel:iam:org:project:id:zitadel:aud urn:zitadel:iam:org:project:id:${world.project("shop")}:aud`,
    client_id: world.app("jwt-machine-client"),
    client_secret: world.secret("jwt-machine-client"),
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
function openAtFailure({ url, open }: Relay): void {
  const onFailure = (published: unknown): void => {
    if (failure.parse(published).connectParams.port !== new URL(url).port) return;
    unsubscribe(failures, onFailure);
    open();
  };
  subscribe(failures, onFailure);
}
