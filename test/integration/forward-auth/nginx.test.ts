import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { setUserMetadata } from "../../support/query.js";
import { type ReplicaEnv, startReplicaEnv } from "../../support/replica-env.js";
import { listen } from "../../support/servers.js";
import { type Nginx, nginxProgram, startNginx } from "./start-nginx.js";

const maxLagMs = 5000;
const routed = z.object({ application: z.string(), headers: z.record(z.string(), z.string()) });

describe("examples/forward-auth/nginx.conf", () => {
  it("is the configuration in docs/forward-auth.md", () => {
    const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
    expect(read("docs/forward-auth.md")).toContain(
      `\`\`\`nginx\n${read("examples/forward-auth/nginx.conf")}\`\`\`\n`,
    );
  });
});

const title = "forward auth with nginx";
const describeWithNginx =
  nginxProgram === undefined
    ? (body: () => void): void => {
        describe.skip(`${title} (needs nginx)`, body);
      }
    : (body: () => void): void => {
        describe(title, { tags: ["embedded"] }, body);
      };

describeWithNginx(() => {
  let env: ReplicaEnv;
  let applications: readonly Application[];
  let nginx: Nginx;
  beforeAll(async () => {
    env = await startReplicaEnv({
      FORWARD_AUTH_KEYS: "plan",
      TOKEN_CACHE_TTL_MS: "30000",
      REPLICA_MAX_LAG_MS: String(maxLagMs),
    });
    applications = await Promise.all(["premium", "basic"].map(startApplication));
    const [premium = "", basic = ""] = applications.map(({ address }) => address);
    nginx = await startNginx({
      "127.0.0.1:4001": new URL(env.url).host,
      "127.0.0.1:9001": premium,
      "127.0.0.1:9002": basic,
    });
  });
  afterAll(async () => {
    await nginx[Symbol.asyncDispose]();
    for (const application of applications) await application[Symbol.asyncDispose]();
    await env[Symbol.asyncDispose]();
  });

  const send = (token: string, init: Init = {}): Promise<Response> =>
    fetch(nginx.url, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });

  /** The application that a request of this caller reaches, and the caller's headers there. */
  async function route(token: string, init?: Init): Promise<z.infer<typeof routed>> {
    const response = await send(token, init);
    expect(response.status).toBe(200);
    return routed.parse(await response.json());
  }

  it("routes a premium and a basic user to different applications", async () => {
    const premium = await env.addPerson({ metadata: { plan: "gold" } });
    const basic = await env.addPerson({ metadata: { plan: "silver" } });
    const none = await env.addPerson();
    expect(await route(await env.login(premium.name))).toEqual({
      application: "premium",
      headers: { "x-user-id": premium.id, "x-user-metadata-plan": "gold" },
    });
    expect(await route(await env.login(basic.name))).toEqual({
      application: "basic",
      headers: { "x-user-id": basic.id, "x-user-metadata-plan": "silver" },
    });
    expect(await route(await env.login(none.name))).toEqual({
      application: "basic",
      headers: { "x-user-id": none.id },
    });
  });

  it("removes headers that the client forged", async () => {
    const { name, id } = await env.addPerson();
    const headers = {
      "x-user-id": "1",
      "x-user-metadata-plan": "gold",
      // Some frameworks do not distinguish underscores from hyphens.
      x_user_metadata_plan: "gold",
    };
    expect(await route(await env.login(name), { headers })).toEqual({
      application: "basic",
      headers: { "x-user-id": id },
    });
  });

  it("checks requests with any method, body and content encoding", async () => {
    const { name } = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    const token = await env.login(name);
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    for (const method of ["POST", "PUT", "DELETE"]) {
      expect(await route(token, { method, headers, body: "x".repeat(100_000) })).toMatchObject({
        application: "premium",
      });
    }
  });

  it("accepts the largest headers with nginx's default buffers", async () => {
    const { name } = await env.addPerson({ metadata: { plan: "x".repeat(1024) } });
    expect((await route(await env.login(name))).headers["x-user-metadata-plan"]).toHaveLength(1024);
  });

  it("rejects callers without a valid token, and passes the challenge on", async () => {
    const response = await send("unknown");
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
    const anonymous = await fetch(nginx.url);
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get("www-authenticate")).toBe("Bearer");
  });

  it("does not let a request through if the token cannot be checked", async () => {
    const token = await env.login((await env.addPerson()).name);
    env.emulator.failNext(/\/introspect$/, { status: 503 });
    expect((await send(token)).status).toBe(500);
  });

  it("does not expose the check itself", async () => {
    const response = await fetch(new URL("/forward-auth", nginx.url));
    expect(response.status).toBe(404);
  });

  it("routes by a value that was changed in ZITADEL once the replica's maximum lag has passed", async () => {
    const { name, id } = await env.addPerson({ metadata: { plan: "silver" } });
    const token = await env.login(name);
    await env.catchUp();
    await route(token);
    env.takeRequestCalls();
    expect(await route(token)).toMatchObject({ application: "basic" });
    await write(env.emulator, id, { plan: "gold" });
    // The clock stands still, so the replica has not polled yet.
    expect(await route(token)).toMatchObject({ application: "basic" });
    expect(env.takeRequestCalls()).toEqual({});
    await env.clock.advance(maxLagMs + 1);
    expect(await route(token)).toMatchObject({ application: "premium" });
  });

  it("routes immediately by a value that was set through the subgraph", async () => {
    const { name, id } = await env.addPerson({ metadata: { plan: "silver" } });
    const token = await env.login(name);
    expect(await route(token)).toMatchObject({ application: "basic" });
    await setUserMetadata(env, env.pat("manager"), id, [{ key: "plan", value: "gold" }]);
    expect(await route(token)).toMatchObject({ application: "premium" });
  });
});

interface Init {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Application extends AsyncDisposable {
  /** Host and port. */
  readonly address: string;
}

/** Starts an application that returns its name and the headers that describe the caller. */
async function startApplication(application: string): Promise<Application> {
  const server = createServer((request, response) => {
    request.resume();
    const headers = Object.entries(request.headers).filter(([name]) => /^x[-_]user/.test(name));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ application, headers: Object.fromEntries(headers) }));
  });
  return {
    address: `127.0.0.1:${await listen(server, "127.0.0.1")}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
