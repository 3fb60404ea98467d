import { freePort } from "../../src/commands/dev/free-port.js";
import type { Demo } from "../../examples/demo/start-demo.js";
import { supergraph } from "../../examples/demo/parts.js";
import { startPart } from "../../examples/demo/start-part.js";
import { expect, test } from "./support/demo-test.js";
import { sendOperation, type OperationResult, scope } from "./support/send-operation.js";

/** Two gateways in front of the same two subgraphs. Clients must get the same responses from all of them. */
function gatewaysOf(demo: Demo, apolloUrl: string): ReadonlyMap<string, string> {
  return new Map([
    ["Hive", demo.urls.gateway],
    ["Apollo", apolloUrl],
  ]);
}

const users =
  "query ($search: String) { users(search: $search, first: 2) { total items { userName displayName state metadata { id key value } } } }";
const set =
  'mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { user { displayName metadataEntry(key: "plan") { value } } userErrors { code field key } } }';

test("returns the same data from every gateway", async ({ demo, apolloUrl, addPerson }) => {
  const { name, id } = addPerson({ metadata: { plan: "gold" } });
  const token = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  const input = (key: string): object => ({ userId: id, entries: [{ key, value: "silver" }] });
  for (const [gateway, url] of gatewaysOf(demo, apolloUrl)) {
    const mine = await sendOperation(url, {
      query: "{ me { displayName userName email metadata { key } } }",
      token,
    });
    expect(mine, gateway).toEqual({
      data: {
        me: {
          displayName: "Emma Webster",
          userName: "granny",
          email: "granny@example.com",
          metadata: [{ key: "contract" }, { key: "plan" }, { key: "settings" }],
        },
      },
      errors: [],
    });
    const page = await sendOperation(url, { query: users, variables: { search: name.toUpperCase() }, token });
    expect(page.errors, gateway).toEqual([]);
    expect(page.data, gateway).toMatchObject({
      users: { total: 1, items: [{ userName: name, state: "ACTIVE", metadata: [{ key: "plan" }] }] },
    });
    const written = await sendOperation(url, { query: set, variables: { input: input("plan") }, token });
    expect(written.data, gateway).toMatchObject({
      setUserMetadata: { user: { metadataEntry: { value: "silver" } }, userErrors: [] },
    });
    const rejected = await sendOperation(url, {
      query: set,
      variables: { input: input("preferences.theme") },
      token,
    });
    expect(rejected.data, gateway).toEqual({
      setUserMetadata: {
        user: null,
        userErrors: [{ code: "KEY_NOT_WRITABLE", field: ["entries", "0", "key"], key: "preferences.theme" }],
      },
    });
  }
});

test("returns the same error code, message and path from every gateway", async ({
  demo,
  apolloUrl,
  addPerson,
}) => {
  const { name, id } = addPerson({});
  const granny = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  const unprivileged = (await demo.zitadel.issueTokens(name, "web", scope)).accessToken;
  const input = { userId: id, entries: [{ key: "shoe-size", value: "x" }] };

  const failures: Readonly<Record<string, (url: string) => Promise<OperationResult>>> = {
    "UNAUTHENTICATED users": (url) => sendOperation(url, { query: users }),
    "UNAUTHENTICATED me": (url) => sendOperation(url, { query: "{ me { id } }", token: "no-such-token" }),
    "FORBIDDEN setUserMetadata": (url) =>
      sendOperation(url, { query: set, variables: { input }, token: unprivileged }),
    "BAD_USER_INPUT users": (url) =>
      sendOperation(url, { query: "{ users(first: 0) { total } }", token: granny }),
    "UPSTREAM_UNAVAILABLE users": (url) => {
      demo.zitadel.failNext(/ListUsers$/, "reset");
      return sendOperation(url, { query: "{ users { total } }", token: granny });
    },
    "UPSTREAM_RATE_LIMITED users": (url) => {
      demo.zitadel.failNext(/ListUsers$/, { status: 429 });
      return sendOperation(url, { query: "{ users { total } }", token: granny });
    },
    "UPSTREAM_INVALID_RESPONSE users": (url) => {
      demo.zitadel.failNext(/ListUsers$/, { status: 200, body: "<html>" });
      return sendOperation(url, { query: "{ users { total } }", token: granny });
    },
    "UPSTREAM_UNAVAILABLE me.metadata": (url) => {
      demo.zitadel.failNext(/ListUserMetadata$/, { status: 503 }, 20);
      return sendOperation(url, {
        query: "{ me { displayName metadata { key createdAt } } }",
        token: granny,
      });
    },
  };
  for (const [expected, run] of Object.entries(failures)) {
    const results: OperationResult[] = [];
    for (const [gateway, url] of gatewaysOf(demo, apolloUrl)) {
      const result = await run(url);
      demo.zitadel.reset();
      expect(
        result.errors.map(({ code, path }) => `${code} ${path}`),
        gateway,
      ).toEqual([expected]);
      results.push(result);
    }
    for (const result of results) expect(result.errors).toEqual(results[0]?.errors);
  }
});

test("returns the subgraphs' outage codes from Hive if a subgraph is unavailable", async ({ demo }) => {
  const [port, unusedPort] = [await freePort(0), await freePort(0)];
  const { signal } = new AbortController();
  await using gateway = await startPart(supergraph, {
    script: ["gateway"],
    env: {
      ...process.env,
      PORT: String(port),
      ACCOUNTS_URL: `http://localhost:${unusedPort}/graphql`,
      METADATA_URL: `http://localhost:${unusedPort}/graphql`,
    },
    readinessUrl: `http://localhost:${port}/healthcheck`,
    signal,
  });
  const token = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  const url = `http://localhost:${port}/graphql`;
  const { data, errors } = await sendOperation(url, { query: "{ users { total } }", token });
  expect(data, gateway.output()).toEqual({ users: null });
  expect(errors).toMatchObject([{ code: "UPSTREAM_UNAVAILABLE", path: "users" }]);
  // The gateway cannot know whether the subgraph received the mutation.
  const query = 'mutation { deleted: deleteUserMetadata(input: { userId: "1", keys: [] }) { deletedKeys } }';
  const written = await sendOperation(url, { query, token });
  expect(written.errors).toMatchObject([{ code: "WRITE_OUTCOME_UNKNOWN", path: "deleted" }]);
});

test("allows cross-origin requests from the pages only", async ({ demo }) => {
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
