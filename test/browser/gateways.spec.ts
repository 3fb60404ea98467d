import { startGateway } from "../support/gateway.js";
import { freePort } from "../../src/commands/dev/free-port.js";
import { supergraph } from "../../examples/demo/parts.js";
import { startPart } from "../../examples/demo/start-part.js";
import { expect, test as base } from "./support/demo-test.js";
import { findGrafbase, startGrafbase } from "./support/start-grafbase.js";
import { ask, type Outcome, scope } from "./support/through.js";

/** Three gateways before the same two subgraphs: what clients are told must not depend on which one there is. */
const test = base.extend<object, { gateways: ReadonlyMap<string, string> }>({
  gateways: [
    async ({ demo }, use) => {
      const { accounts, gateway, metadata } = demo.urls;
      await using apollo = await startGateway({
        accounts: `${accounts}/graphql`,
        metadata: `${metadata}/graphql`,
      });
      const gateways = new Map([
        ["Hive", gateway],
        ["Apollo", apollo.url],
      ]);
      const program = findGrafbase();
      await using grafbase = program === undefined ? undefined : await startGrafbase(program, demo);
      if (grafbase !== undefined) gateways.set("Grafbase", grafbase.url);
      await use(gateways);
    },
    { scope: "worker" },
  ],
});

const users =
  "query ($search: String) { users(search: $search, first: 2) { total items { userName displayName state metadata { id key value } } } }";
const set =
  'mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { user { displayName metadataEntry(key: "plan") { value } } userErrors { code field key } } }';

test("what is asked is answered alike", async ({ demo, gateways, addPerson }) => {
  const { name, id } = addPerson({ metadata: { plan: "gold" } });
  const token = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  const input = (key: string): object => ({ userId: id, entries: [{ key, value: "silver" }] });
  for (const [gateway, url] of gateways) {
    const mine = await ask(url, { query: "{ me { displayName userName email metadata { key } } }", token });
    expect(mine, gateway).toEqual({
      data: {
        me: { displayName: "Emma Webster", userName: "granny", email: "granny@example.com", metadata: [] },
      },
      errors: [],
    });
    const page = await ask(url, { query: users, variables: { search: name.toUpperCase() }, token });
    expect(page.errors, gateway).toEqual([]);
    expect(page.data, gateway).toMatchObject({
      users: { total: 1, items: [{ userName: name, state: "ACTIVE", metadata: [{ key: "plan" }] }] },
    });
    const written = await ask(url, { query: set, variables: { input: input("plan") }, token });
    expect(written.data, gateway).toMatchObject({
      setUserMetadata: { user: { metadataEntry: { value: "silver" } }, userErrors: [] },
    });
    const refused = await ask(url, { query: set, variables: { input: input("preferences.theme") }, token });
    expect(refused.data, gateway).toEqual({
      setUserMetadata: {
        user: null,
        userErrors: [{ code: "KEY_NOT_WRITABLE", field: ["entries", "0", "key"], key: "preferences.theme" }],
      },
    });
  }
});

test("what goes wrong is told alike: code, message and path", async ({ demo, gateways, addPerson }) => {
  const { name, id } = addPerson({});
  const granny = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  const nobody = (await demo.zitadel.issueTokens(name, "web", scope)).accessToken;
  const input = { userId: id, entries: [{ key: "plan", value: "x" }] };

  const trouble: Readonly<Record<string, (url: string) => Promise<Outcome>>> = {
    "UNAUTHENTICATED users": (url) => ask(url, { query: users }),
    "UNAUTHENTICATED me": (url) => ask(url, { query: "{ me { id } }", token: "no-such-token" }),
    "FORBIDDEN setUserMetadata": (url) => ask(url, { query: set, variables: { input }, token: nobody }),
    "BAD_USER_INPUT users": (url) => ask(url, { query: "{ users(first: 0) { total } }", token: granny }),
    "UPSTREAM_UNAVAILABLE users": (url) => {
      demo.zitadel.failNext(/ListUsers$/, "reset");
      return ask(url, { query: "{ users { total } }", token: granny });
    },
    "UPSTREAM_RATE_LIMITED users": (url) => {
      demo.zitadel.failNext(/ListUsers$/, { status: 429 });
      return ask(url, { query: "{ users { total } }", token: granny });
    },
    "UPSTREAM_INVALID_RESPONSE users": (url) => {
      demo.zitadel.failNext(/ListUsers$/, { status: 200, body: "<html>" });
      return ask(url, { query: "{ users { total } }", token: granny });
    },
    "UPSTREAM_UNAVAILABLE me.metadata": (url) => {
      demo.zitadel.failNext(/ListUserMetadata$/, { status: 503 }, 20);
      return ask(url, { query: "{ me { displayName metadata { key createdAt } } }", token: granny });
    },
  };
  for (const [expected, meet] of Object.entries(trouble)) {
    const outcomes: Outcome[] = [];
    for (const [gateway, url] of gateways) {
      const outcome = await meet(url);
      demo.zitadel.reset();
      expect(
        outcome.errors.map(({ code, path }) => `${code} ${path}`),
        gateway,
      ).toEqual([expected]);
      outcomes.push(outcome);
    }
    for (const outcome of outcomes) expect(outcome.errors).toEqual(outcomes[0]?.errors);
  }
});

test("Hive says of a subgraph that is gone what the subgraphs say of ZITADEL", async ({ demo }) => {
  const [port, nobody] = [await freePort(0), await freePort(0)];
  const { signal } = new AbortController();
  await using gateway = await startPart(supergraph, {
    script: ["gateway"],
    env: {
      ...process.env,
      PORT: String(port),
      ACCOUNTS_URL: `http://localhost:${nobody}/graphql`,
      METADATA_URL: `http://localhost:${nobody}/graphql`,
    },
    readinessUrl: `http://localhost:${port}/healthcheck`,
    signal,
  });
  const token = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  const url = `http://localhost:${port}/graphql`;
  const { data, errors } = await ask(url, { query: "{ users { total } }", token });
  expect(data, gateway.output()).toEqual({ users: null });
  expect(errors).toMatchObject([{ code: "UPSTREAM_UNAVAILABLE", path: "users" }]);
  // It was on its way: nobody knows whether it got there.
  const query = 'mutation { gone: deleteUserMetadata(input: { userId: "1", keys: [] }) { deletedKeys } }';
  const written = await ask(url, { query, token });
  expect(written.errors).toMatchObject([{ code: "WRITE_OUTCOME_UNKNOWN", path: "gone" }]);
});

test("the gateway of the demo lets the pages call, and no other website", async ({ demo }) => {
  const preflight = async (origin: string): Promise<string | null> => {
    const response = await fetch(demo.urls.gateway, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
      },
    });
    return response.headers.get("access-control-allow-origin");
  };
  for (const page of [demo.urls["admin-ui"], demo.urls.web]) expect(await preflight(page)).toBe(page);
  expect(await preflight("https://evil.example")).not.toMatch(/evil|\*/);
});
