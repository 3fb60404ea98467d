/** `npm run accounts`: the subgraph that defines the User entity. */
import { createServer } from "node:http";
import { createYoga } from "graphql-yoga";
import { z } from "zod";
import { type Context, createSchema } from "./schema.js";
import { createUserLoader } from "./users.js";
import { createZitadel } from "./zitadel.js";

const environment = z.object({
  ZITADEL_ISSUER: z.url(),
  HOST: z.string().default("localhost"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4002),
});

const { success, data, error } = environment.safeParse(process.env);
if (success) {
  const zitadel = createZitadel(data.ZITADEL_ISSUER);
  const yoga = createYoga({
    schema: createSchema(zitadel),
    graphqlEndpoint: "/graphql",
    healthCheckEndpoint: "/livez",
    // Only the router sends requests, not browsers.
    cors: false,
    graphiql: false,
    context({ request }): Context {
      const authorization = request.headers.get("authorization");
      if (authorization === null) return { caller: undefined };
      const options = { authorization, signal: request.signal };
      return { caller: { options, users: createUserLoader(zitadel, options) } };
    },
  });
  const server = createServer((request, response) => void yoga(request, response));
  server.listen(data.PORT, data.HOST, () => {
    process.stdout.write(`accounts is listening at http://${data.HOST}:${data.PORT}/graphql\n`);
  });
} else {
  process.stderr.write(`accounts cannot start:\n${z.prettifyError(error)}\n`);
  process.exitCode = 1;
}
