import Fastify from "fastify";
import { isSameOrigin } from "./same-origin.js";
import { createExplorerPage, type ExplorerUsers } from "./page.js";
import { readExplorerFiles } from "./files.js";
import { forward } from "./proxy.js";

export interface ExplorerOptions {
  readonly port: number;
  /** The GraphQL server that the explorer sends operations to. */
  readonly graphqlUrl: () => string;
  readonly users: ExplorerUsers;
  readonly getToken: (user: string) => Promise<string>;
}

export interface Explorer extends AsyncDisposable {
  readonly port: number;
}

/**
 * Starts a GraphQL explorer. It works offline, and sends operations with the access token of the selected
 * user, which the page itself never gets.
 */
export async function startExplorer(options: ExplorerOptions): Promise<Explorer> {
  const { port, graphqlUrl, users, getToken } = options;
  const server = Fastify({ forceCloseConnections: true });
  server.addHook("onRequest", (request, reply, done) => {
    if (isSameOrigin(request.headers)) done();
    else
      reply
        .code(403)
        .type("text/plain")
        .send("The explorer only accepts requests from this machine and from its own page.\n");
  });
  server.addHook("onSend", (_, reply, payload, done) => {
    reply.headers({
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    });
    done(null, payload);
  });
  for (const { path, type, body } of await readExplorerFiles()) {
    server.get(path, (_, reply) => reply.type(type).send(body));
  }
  server.get("/", async (_, reply) => {
    const { html, contentSecurityPolicy } = await createExplorerPage(users);
    return reply
      .header("content-security-policy", contentSecurityPolicy)
      .type("text/html; charset=utf-8")
      .send(html);
  });
  server.addContentTypeParser("application/json", { parseAs: "string" }, (_, body, done) => {
    done(null, body);
  });
  server.post("/graphql", { bodyLimit: 64 * 1024 * 1024 }, (request, reply) =>
    forward({ url: graphqlUrl(), getToken }, request, reply),
  );
  await server.listen({ host: "localhost", port });
  return { port, [Symbol.asyncDispose]: async () => server.close() };
}
