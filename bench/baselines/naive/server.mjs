/** Apollo Server as in a tutorial: a fetch in each resolver. */
import { readFileSync } from "node:fs";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import { decodeEntries, encodeEntries } from "../zitadel-values.mjs";

const { UPSTREAM, PORT } = process.env;
const typeDefs = parse(readFileSync(new URL("../schema.graphql", import.meta.url), "utf8"));

async function callZitadel(path, { authorization }, body) {
  const response = await fetch(`${UPSTREAM}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`ZITADEL returned ${response.status}`);
  return response.json();
}

const resolvers = {
  Query: {
    me: async (_, args, context) => ({ id: (await callZitadel("/oidc/v1/userinfo", context)).sub }),
  },
  User: {
    __resolveReference: ({ id }) => ({ id }),
    metadata: async ({ id }, args, context) =>
      decodeEntries(
        await callZitadel(`/v2/users/${id}/metadata/search`, context, { pagination: { limit: 1000 } }),
      ),
  },
  Mutation: {
    async setUserMetadata(_, { input: { userId, entries } }, context) {
      await callZitadel(`/v2/users/${userId}/metadata`, context, { metadata: encodeEntries(entries) });
      return { user: { id: userId } };
    },
  },
};

const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs, resolvers }) });
await startStandaloneServer(server, {
  listen: { host: "127.0.0.1", port: Number(PORT) },
  context: async ({ req }) => ({ authorization: req.headers.authorization }),
});
