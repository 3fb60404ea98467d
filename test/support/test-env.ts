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

/** The scopes that an application asks for to use all of this subgraph. */
export const allScopes =
  "openid profile urn:zitadel:iam:user:metadata urn:zitadel:iam:org:project:id:zitadel:aud";

/** The versions of ZITADEL's API. */
export const apis = ["v2", "v1"] as const;

export interface QueryOptions {
  readonly token?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A ZITADEL with its users, and a subgraph that is set up for it. */
export interface TestEnv extends AsyncDisposable {
  readonly zitadel: TestZitadel;
  /** What only the embedded ZITADEL can do; tests that use it have the tag `embedded`. */
  readonly emulator: Emulator;
  /** The subgraph's clock. It stands still: no deadline passes and nothing expires unless a test moves it (tests that do are `embedded`). */
  readonly clock: TestClock;
  /** Where GraphQL is served. */
  readonly url: string;
  /** What the subgraph logged, a line a message. */
  readonly log: readonly string[];
  query(query: string, options?: QueryOptions): Promise<GraphqlResponse>;
  /** Adds a person of a name that nobody else has. */
  addPerson(user?: AddedUser): Promise<{ readonly name: string; readonly id: string }>;
  /** The access token of a person's login (opaque, all scopes, unless told otherwise). */
  login(person: string, options?: { readonly app?: string; readonly scope?: string }): Promise<string>;
  /** How many calls of each kind were made to ZITADEL since the last time. */
  takeCalls(): Partial<Record<CallKind, number>>;
  /** The same, as paths, oldest first. */
  takePaths(): readonly string[];
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** Starts both, the subgraph with these variables besides (or, undefined, without) those that it needs. */
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
      // Requests that a test left hanging end with the grace period.
      await clock.run(app.stop({ delayMs: 0 }));
      recorded[Symbol.dispose]();
      await zitadel[Symbol.asyncDispose]();
    },
  };
}

/** A server that runs somewhere takes its time, and its dates are those of the system's clock. */
function createClock(): TestClock {
  return inject("zitadel") === undefined ? createTestClock() : createRunningClock();
}

/** Asks a subgraph, or a gateway, as clients do. */
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

/** What an operator would set to run the subgraph on this ZITADEL. */
export function toSubgraphEnv({
  issuer,
  directory,
}: Pick<TestZitadel, "issuer" | "directory">): Record<string, string> {
  return {
    ZITADEL_ISSUER: issuer,
    ZITADEL_PROJECT_ID: directory.project("shop"),
    ZITADEL_INTROSPECTION_CLIENT_ID: directory.app("api-basic"),
    ZITADEL_INTROSPECTION_CLIENT_SECRET: directory.secret("api-basic"),
    // Every request asks about its token: tests count the calls.
    TOKEN_CACHE_TTL_MS: "0",
    // Every fault shows: what repeating does is tested where it is switched on.
    UPSTREAM_RETRIES: "0",
    HOST: "127.0.0.1",
    PORT: "0",
  };
}
