/** `npm run accounts`: the subgraph that defines the User entity. */
import { createServer } from "node:http";
import { createYoga } from "graphql-yoga";
import { z } from "zod";
import { reportStartFailure } from "../report-start-failure.js";
import { type Context, createSchema } from "./schema.js";
import { createUserLoader } from "./users.js";
import { createZitadel } from "./zitadel.js";

const port = "Set it to a port from 0 to 65535.";
const environment = z.object({
  ZITADEL_ISSUER: z.url("Set it to the address of ZITADEL, such as http://localhost:8080."),
  HOST: z.string().default("localhost"),
  PORT: z.coerce.number(port).int(port).min(0, port).max(65_535, port).default(4002),
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
  server.on("error", reportStartFailure("accounts", data.PORT));
  server.listen(data.PORT, data.HOST, () => {
    process.stdout.write(`accounts is listening at http://${data.HOST}:${data.PORT}/graphql\n`);
  });
} else {
  const problems = error.issues.map(({ path, message }) => describeProblem(path.join("."), message));
  process.stderr.write(`accounts cannot start: ${problems.join("\n")}\n`);
  process.exitCode = 1;
}

function describeProblem(name: string, advice: string): string {
  const value = process.env[name];
  return `${name} is ${value === undefined ? "missing" : `"${value}", which is invalid`}. ${advice}`;
}
