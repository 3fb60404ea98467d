import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { inject } from "vitest";
import { readConfig } from "../../src/config/read-config.js";
import type { Emulator } from "zitadel-emulator";
import { createApp } from "../../src/app/create-app.js";
import { type GraphqlResponse, readGraphqlResponse } from "./graphql-response.js";
import { type CallKind, countKinds } from "./call-kinds.js";
import { recordCalls } from "./record-calls.js";
import { createRunningClock, createTestClock, type TestClock } from "./test-clock.js";
import { startTestZitadel } from "../../packages/zitadel-emulator/test/zitadel/start-test-zitadel.js";
import type { AddedUser, TestZitadel } from "../../packages/zitadel-emulator/test/zitadel/test-zitadel.js";

/** The scopes that an application requests to use every feature of the subgraph. */
export const allScopes =
  "openid profile urn:zitadel:iam:user:metadata urn:zitadel:iam:org:project:id:zitadel:aud";

/** The versions of ZITADEL's API. */
export const apis = ["v2", "v1"] as const;

export interface QueryOptions {
  readonly token?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A ZITADEL with users, and a subgraph that is configured for it. */
export interface TestEnv extends AsyncDisposable {
  readonly zitadel: TestZitadel;
  /** Controls that only the emulator has. Tests that use them have the tag `embedded`. */
  readonly emulator: Emulator;
  /**
   * The subgraph's clock. It stands still: deadlines and expiry need a test that advances it. Such tests have
   * the tag `embedded`.
   */
  readonly clock: TestClock;
  /** URL of the GraphQL endpoint. */
  readonly url: string;
  /** Lines that the subgraph logged, one per message. */
  readonly log: readonly string[];
  query(query: string, options?: QueryOptions): Promise<GraphqlResponse>;
  /** Adds a person with a unique name. */
  addPerson(user?: AddedUser): Promise<{ readonly name: string; readonly id: string }>;
  /** Logs a person in and returns the access token. By default it is opaque and has all scopes. */
  login(person: string, options?: { readonly app?: string; readonly scope?: string }): Promise<string>;
  /** Number of calls to ZITADEL of each kind since the previous `takeCalls` or `takePaths`. */
  takeCalls(): Partial<Record<CallKind, number>>;
  /** Paths of these calls, oldest first. */
  takePaths(): readonly string[];
}

export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Starts a ZITADEL and a subgraph. `variables` are set in addition to those of `toSubgraphEnv`. The value
 * `undefined` removes a variable.
 */
export async function startTestEnv(
  variables: Variables | ((zitadel: TestZitadel) => Promise<Variables>) = {},
  clock: TestClock = createClock(),
): Promise<TestEnv> {
  const zitadel = await startTestZitadel();
  const recorded = recordCalls(zitadel.issuer);
  const changes = typeof variables === "function" ? await variables(zitadel) : variables;
  const log: string[] = [];
  const app = await createApp(
    readConfig({ ...toSubgraphEnv(zitadel), ...changes }),
    pino({ level: "debug" }, { write: (line) => log.push(line) }),
    { clock },
  );
  return {
    zitadel,
    get emulator() {
      return zitadel.emulator;
    },
    clock,
    url: app.url,
    log,
    query: createQuery(app.url),
    async addPerson(user) {
      const name = `person-${randomBytes(6).toString("hex")}`;
      return { name, id: await zitadel.addUser(name, user) };
    },
    async login(person, { app: application = "spa", scope = allScopes } = {}) {
      return (await zitadel.issueTokens(person, application, scope)).accessToken;
    },
    takeCalls() {
      return countKinds(recorded.take());
    },
    takePaths() {
      return recorded.take().map(({ path }) => path);
    },
    async [Symbol.asyncDispose]() {
      // The grace period aborts requests that a test left pending.
      await clock.run(app.stop({ delayMs: 0 }));
      recorded[Symbol.dispose]();
      await zitadel[Symbol.asyncDispose]();
    },
  };
}

/** A real ZITADEL needs real time, and its dates are from the system clock. */
function createClock(): TestClock {
  return inject("zitadel") === undefined ? createTestClock() : createRunningClock();
}

/** Creates a function that sends operations to a subgraph or a gateway. */
export function createQuery(url: string): TestEnv["query"] {
  return async (query, { token, variables, headers } = {}) =>
    readGraphqlResponse(
      await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      }),
    );
}

/** Returns the variables that configure the subgraph for this ZITADEL. */
export function toSubgraphEnv({
  issuer,
  directory,
}: Pick<TestZitadel, "issuer" | "directory">): Record<string, string> {
  return {
    ZITADEL_ISSUER: issuer,
    ZITADEL_PROJECT_ID: directory.project("shop"),
    ZITADEL_INTROSPECTION_CLIENT_ID: directory.app("api-basic"),
    ZITADEL_INTROSPECTION_CLIENT_SECRET: directory.secret("api-basic"),
    // Tests count calls, so each request introspects its token.
    TOKEN_CACHE_TTL_MS: "0",
    // A single injected fault must have an effect. Tests of retries enable them.
    UPSTREAM_RETRIES: "0",
    HOST: "127.0.0.1",
    PORT: "0",
  };
}
