import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, inject } from "vitest";
import { readConfig } from "../../src/config/read-config.js";
import type { Emulator } from "zitadel-emulator";
import { createApp } from "../../src/app/create-app.js";
import { createQuery, type Query } from "./query.js";
import { type CallKind, countKinds, recordCalls } from "./zitadel-calls.js";
import { createRunningClock, createTestClock, type TestClock } from "./test-clock.js";
import { startTestZitadel } from "../../packages/zitadel-emulator/test/zitadel/start-test-zitadel.js";
import type { AddedUser, TestZitadel } from "../../packages/zitadel-emulator/test/zitadel/test-zitadel.js";

/** The scopes that an application requests to use every feature of the subgraph. */
export const allScopes =
  "openid profile urn:zitadel:iam:user:metadata urn:zitadel:iam:org:project:id:zitadel:aud";

/** The versions of ZITADEL's API. */
export const apis = ["v2", "v1"] as const;

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
  readonly query: Query;
  /** Adds a person with a unique name. */
  addPerson(user?: AddedUser): Promise<{ readonly name: string; readonly id: string }>;
  /** Returns the personal access token of a service user of the default seed. */
  readonly pat: (serviceUser: string) => string;
  /** Logs a person in and returns the access token. By default it is opaque and has all scopes. */
  login(person: string, options?: { readonly app?: string; readonly scope?: string }): Promise<string>;
  /** Number of calls to ZITADEL of each kind since the previous `takeCalls` or `takePaths`. */
  takeCalls(): Partial<Record<CallKind, number>>;
  /** Paths of these calls, oldest first. */
  takePaths(): readonly string[];
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** Variables, or a function that creates them for a ZITADEL. */
export type VariablesOf = Variables | ((zitadel: TestZitadel) => Variables | Promise<Variables>);

/**
 * Starts a ZITADEL and a subgraph. `variables` are set in addition to those of `toSubgraphEnv`. The value
 * `undefined` removes a variable.
 */
export async function startTestEnv(
  variables: VariablesOf = {},
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
    pat: (serviceUser) => zitadel.directory.personalAccessToken(serviceUser),
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

/**
 * A test environment for the tests of a `describe`: started before the first of them and disposed after the
 * last. Calls of earlier tests are not counted. It cannot be used before the first test or hook runs.
 */
export function useTestEnv(variables: VariablesOf = {}): TestEnv {
  let started: TestEnv | undefined;
  const env = (): TestEnv => {
    if (started === undefined) throw new TypeError("The test environment has not been started yet.");
    return started;
  };
  const dispose = async (): Promise<void> => started?.[Symbol.asyncDispose]();
  beforeAll(async () => {
    started = await startTestEnv(variables);
  });
  beforeEach(() => {
    env().takeCalls();
  });
  afterAll(dispose);
  return {
    get zitadel() {
      return env().zitadel;
    },
    get emulator() {
      return env().emulator;
    },
    get clock() {
      return env().clock;
    },
    get url() {
      return env().url;
    },
    get log() {
      return env().log;
    },
    query: (query, options) => env().query(query, options),
    addPerson: (user) => env().addPerson(user),
    pat: (serviceUser) => env().pat(serviceUser),
    login: (person, options) => env().login(person, options),
    takeCalls: () => env().takeCalls(),
    takePaths: () => env().takePaths(),
    [Symbol.asyncDispose]: dispose,
  };
}

/** A real ZITADEL needs real time, and its dates are from the system clock. */
function createClock(): TestClock {
  return inject("zitadel") === undefined ? createTestClock() : createRunningClock();
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

/**
 * Variables for a policy with these rules and for the service user that it needs, which may read and write
 * all users.
 */
export function withRules(
  rules: (zitadel: TestZitadel) => unknown,
  more: Variables = {},
): (zitadel: TestZitadel) => Variables {
  return (zitadel) => ({
    METADATA_POLICY: JSON.stringify({ rules: rules(zitadel) }),
    ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("instance-manager"),
    ...more,
  });
}
