import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Clone, createClone } from "./clone.js";
import { readmeExamples } from "./readme-example.js";
import { type RunningDev, startDev, tokenCommand } from "./start-dev.js";

const named = z.array(z.object({ name: z.string() }));
const typeSchema = z.object({ name: z.string(), fields: named.nullable() });
const settingsSchema = z.object({
  users: z.array(z.string()),
  firstUser: z.string(),
  graphiql: z.object({
    defaultTabs: z.tuple([
      z.object({ query: z.string() }),
      z.object({ query: z.string(), variables: z.string() }),
    ]),
  }),
});

describe("commands and pages of npm run dev", () => {
  let clone: Clone;
  let dev: RunningDev;
  beforeAll(async () => {
    clone = await createClone();
    dev = await startDev(clone, "--port 0 --explorer-port 0 --zitadel-port 0");
  });
  afterAll(() => clone[Symbol.asyncDispose]());

  it("return the responses that the README shows for its queries, to the explorer's first user", async () => {
    const { firstUser } = await readSettings();
    expect(readmeExamples).toHaveLength(4);
    for (const { query, response } of readmeExamples) {
      expect(await explore({ query }, firstUser)).toEqual(response);
    }
    const [, , , update] = readmeExamples;
    expect(await explore({ query: update?.query ?? "" }, firstUser)).toMatchObject({
      data: { updateUserMetadata: { userErrors: [{ code: "VALUE_CHANGED", key: "plan" }] } },
    });
  });

  describe("npm run token", () => {
    it.concurrent("prints only an opaque token that gives access to all fields", async () => {
      const { code, stdout, stderr } = await clone.start("npm run -s cli -- token wile-coyote").exited;
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/^\S+\n$/);
      const { data, codes } = await dev.query("{ me { id metadata { key createdAt } } }", stdout.trim());
      expect(codes).toEqual([]);
      expect(data).toMatchObject({ me: { id: dev.user("wile-coyote") } });
    });

    it.concurrent("accepts another app and another scope", async () => {
      const { stdout } = await clone.start(`${tokenCommand} wile-coyote --app spa-jwt --scope "openid"`)
        .exited;
      const claims = Buffer.from(stdout.split(".")[1] ?? "", "base64url").toString();
      expect(JSON.parse(claims)).toMatchObject({ iss: dev.issuer, sub: dev.user("wile-coyote") });
      const { codes } = await dev.query("{ me { metadata { createdAt } } }", stdout.trim());
      expect(codes).not.toEqual([]);
    });

    it.concurrent("prints the personal access token of a service user", async () => {
      const token = (await clone.start(`${tokenCommand} manager`).exited).stdout.trim();
      const query = "query ($id: ID!) { user(id: $id) { metadata { key } } }";
      const { data } = await dev.query(query, token, { id: dev.user("wile-coyote") });
      expect(data).toEqual({ user: { metadata: [{ key: "contract" }, { key: "plan" }] } });
    });

    it.concurrent.for([
      ["unknown-user", /Unknown user.*\nPeople: road-runner, .*\nService users: owner, /],
      ["toString", /Unknown user "toString"/],
      ["wile-coyote --app shop", /Cannot log in to app "shop"\.\nApps: spa, spa-jwt/],
      ["manager --app spa", /Leave out --app and --scope/],
      ["wile-coyote --colour", /Unknown option --colour\.[^]*npm run -s cli -- token <user>/],
      ["", /Name one user: road-runner, /],
    ] as const)("explains invalid arguments: %s", async ([args, explanation]) => {
      const { code, stdout, stderr } = await clone.start(`${tokenCommand} ${args}`).exited;
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(explanation);
      expect(stderr).not.toContain("    at ");
    });
  });

  describe("the explorer", () => {
    it("serves all files of its page itself, and the page may not load others", async () => {
      const page = await fetch(dev.explorer);
      const html = await page.text();
      const files = [...html.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, path = ""]) => path);
      expect(files).toEqual(["/graphiql.css", "/react.js", "/react-dom.js", "/graphiql.js"]);
      for (const path of files) expect((await fetch(dev.explorer + path)).status).toBe(200);
      const policy = page.headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/https?:|unsafe|\*/);
    });

    it("lets its first user write, and others as their roles permit", async () => {
      const { users, firstUser, graphiql } = await readSettings();
      const [, { query, variables }] = graphiql.defaultTabs;
      const operation = { query, variables: z.record(z.string(), z.unknown()).parse(JSON.parse(variables)) };
      expect(await explore(operation, firstUser)).toEqual({
        data: { setUserMetadata: { entries: [{ key: "plan", value: "platinum" }], userErrors: [] } },
      });
      expect(users).toEqual(expect.arrayContaining(["road-runner", "viewer"]));
      expect(await explore(operation, "road-runner")).toMatchObject({
        errors: [{ extensions: { code: "FORBIDDEN" } }],
      });
    });

    it("sends the token of the selected user, and an Authorization header of the request in place of it", async () => {
      const query = "{ me { id } }";
      const token = (await clone.start(`${tokenCommand} wile-coyote`).exited).stdout.trim();
      expect(await explore({ query }, "road-runner")).toEqual({
        data: { me: { id: dev.user("road-runner") } },
      });
      const own = await explore({ query }, "road-runner", { authorization: `Bearer ${token}` });
      expect(own).toEqual({ data: { me: { id: dev.user("wile-coyote") } } });
      expect(await explore({ query }, "unknown-user")).toMatchObject({
        errors: [{ message: expect.stringContaining('Unknown user "unknown-user"') }],
      });
    });

    it("documents what clients use, and nothing for routers", async () => {
      const query = `query IntrospectionQuery {
        __schema { types { name fields { name } } directives { name } queryType { name } }
      }`;
      const result = await explore({ query, operationName: "IntrospectionQuery" }, "road-runner");
      const { types, directives } = z
        .object({ data: z.object({ __schema: z.object({ types: z.array(typeSchema), directives: named }) }) })
        .parse(result).data.__schema;
      const names = types.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(["User", "UserMetadataEntry", "__Schema"]));
      expect(names.filter((name) => /^_[^_]|link__|federation__|FieldSet/.test(name))).toEqual([]);
      const fields = types.find(({ name }) => name === "Query")?.fields?.map(({ name }) => name);
      expect(fields).toEqual(["me", "user", "userByMetadata", "usersByMetadata"]);
      expect(directives.map(({ name }) => name)).toEqual(expect.arrayContaining(["include", "skip"]));
      expect(directives.map(({ name }) => name)).not.toContain("key");
    });

    it.each([
      ["a request for another host name", { host: "evil.example" }],
      ["a request for a host name that starts with localhost", { host: "localhost.evil.example" }],
      ["a request from another site", { origin: "https://evil.example" }],
      ["a request from another port of this machine", { origin: "http://localhost:1" }],
      ["a request from a page with an opaque origin", { origin: "null" }],
    ])("rejects %s", async (_, headers) => {
      for (const [method, path] of [["GET", "/"] as const, ["POST", "/graphql"] as const]) {
        const { status, body } = await send(method, path, headers);
        expect(status).toBe(403);
        expect(body).not.toContain("Bearer");
      }
    });
  });

  async function readSettings(): Promise<z.infer<typeof settingsSchema>> {
    const html = await (await fetch(dev.explorer)).text();
    return settingsSchema.parse(JSON.parse(/id="settings">(.*)<\/script>/.exec(html)?.[1] ?? ""));
  }

  /** Sends an operation as the page does while `user` is selected. */
  async function explore(operation: object, user: string, headers: object = {}): Promise<unknown> {
    const response = await fetch(`${dev.explorer}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-explorer-user": user, ...headers },
      body: JSON.stringify(operation),
    });
    return response.json();
  }

  // fetch does not allow setting the Host header.
  async function send(
    method: string,
    path: string,
    headers: Record<string, string>,
  ): Promise<{ status: number | undefined; body: string }> {
    return new Promise((resolve, reject) => {
      const clientRequest = request(`${dev.explorer}${path}`, { method, headers }, (response) => {
        text(response).then((body) => {
          resolve({ status: response.statusCode, body });
        }, reject);
      });
      clientRequest.on("error", reject);
      clientRequest.end();
    });
  }
});
