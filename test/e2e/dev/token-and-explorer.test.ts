import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Clone, createClone } from "./clone.js";
import { readmeExample } from "./readme-example.js";
import { type RunningDev, startDev, tokenCommand } from "./start-dev.js";

describe("beside npm run dev", () => {
  let clone: Clone;
  let dev: RunningDev;
  beforeAll(async () => {
    clone = await createClone();
    dev = await startDev(clone, "--port 0 --explorer-port 0 --zitadel-port 0");
  });
  afterAll(() => clone[Symbol.asyncDispose]());

  it("returns the response that the README shows for its query", async () => {
    const token = (await clone.start(`${tokenCommand} road-runner`).exited).stdout.trim();
    const { query, response } = readmeExample;
    const { data, codes } = await dev.query(query, token);
    expect({ data, codes }).toEqual({ ...response, codes: [] });
  });

  describe("npm run token", () => {
    it.concurrent("prints an opaque token that is good for all of the subgraph, and nothing else", async () => {
      const { code, stdout, stderr } = await clone.start("npm run -s cli -- token wile-coyote").exited;
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/^\S+\n$/);
      const { data, codes } = await dev.query("{ me { id metadata { key createdAt } } }", stdout.trim());
      expect(codes).toEqual([]);
      expect(data).toMatchObject({ me: { id: dev.user("wile-coyote") } });
    });

    it.concurrent("logs in at another app, with another scope", async () => {
      const { stdout } = await clone.start(`${tokenCommand} wile-coyote --app spa-jwt --scope "openid"`)
        .exited;
      const claims = Buffer.from(stdout.split(".")[1] ?? "", "base64url").toString();
      expect(JSON.parse(claims)).toMatchObject({ iss: dev.issuer, sub: dev.user("wile-coyote") });
      const { codes } = await dev.query("{ me { metadata { createdAt } } }", stdout.trim());
      expect(codes).not.toEqual([]);
    });

    it.concurrent("prints a service user's own", async () => {
      const token = (await clone.start(`${tokenCommand} manager`).exited).stdout.trim();
      const query = "query ($id: ID!) { user(id: $id) { metadata { key } } }";
      const { data } = await dev.query(query, token, { id: dev.user("wile-coyote") });
      expect(data).toEqual({ user: { metadata: [{ key: "contract" }, { key: "plan" }] } });
    });

    it.concurrent.for([
      ["nobody-i-know", /Unknown user.*\nPeople: road-runner, .*\nService users: owner, /],
      ["toString", /Unknown user "toString"/],
      ["wile-coyote --app shop", /Cannot log in to app "shop"\.\nApps: spa, spa-jwt/],
      ["manager --app spa", /Leave out --app and --scope/],
      ["wile-coyote --colour", /Unknown option '--colour'[^]*npm run -s cli -- token <user>/],
      ["", /Name one user: road-runner, /],
    ] as const)("explains what is wrong with: %s", async ([args, explanation]) => {
      const { code, stdout, stderr } = await clone.start(`${tokenCommand} ${args}`).exited;
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(explanation);
      expect(stderr).not.toContain("    at ");
    });
  });

  describe("the explorer", () => {
    it("serves all that its page needs itself, and the page may load nothing else", async () => {
      const page = await fetch(dev.explorer);
      const html = await page.text();
      const files = [...html.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, path = ""]) => path);
      expect(files).toEqual(["/graphiql.css", "/react.js", "/react-dom.js", "/graphiql.js"]);
      for (const path of files) expect((await fetch(dev.explorer + path)).status).toBe(200);
      const policy = page.headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/https?:|unsafe|\*/);
    });

    it("fills in a fresh token whenever it is loaded, which works", async () => {
      const [one, two] = [await readHeaders(), await readHeaders()];
      expect(one["authorization"]).not.toBe(two["authorization"]);
      const response = await fetch(`${dev.explorer}/graphql`, {
        method: "POST",
        headers: { ...one, "content-type": "application/json" },
        body: JSON.stringify({ query: "{ me { id } }" }),
      });
      expect(await response.json()).toEqual({ data: { me: { id: dev.user("road-runner") } } });
    });

    it.each([
      ["a page behind a foreign name for this machine", { host: "evil.example" }],
      ["a name that only begins like ours", { host: "localhost.evil.example" }],
      ["a page from elsewhere", { origin: "https://evil.example" }],
      ["another page on this machine", { origin: "http://localhost:1" }],
      ["a page without origin", { origin: "null" }],
    ])("refuses %s", async (_, headers) => {
      for (const [method, path] of [["GET", "/"] as const, ["POST", "/graphql"] as const]) {
        const { status, body } = await send(method, path, headers);
        expect(status).toBe(403);
        expect(body).not.toContain("Bearer");
      }
    });
  });

  async function readHeaders(): Promise<Record<string, string>> {
    const html = await (await fetch(dev.explorer)).text();
    const settings: unknown = JSON.parse(/id="settings">(.*)<\/script>/.exec(html)?.[1] ?? "");
    const { defaultHeaders } = z.object({ defaultHeaders: z.string() }).parse(settings);
    return z.record(z.string(), z.string()).parse(JSON.parse(defaultHeaders));
  }

  // fetch does not let us choose the Host.
  async function send(
    method: string,
    path: string,
    headers: Record<string, string>,
  ): Promise<{ status: number | undefined; body: string }> {
    return new Promise((resolve, reject) => {
      const sent = request(`${dev.explorer}${path}`, { method, headers }, (response) => {
        text(response).then((body) => {
          resolve({ status: response.statusCode, body });
        }, reject);
      });
      sent.on("error", reject);
      sent.end();
    });
  }
});
