/**
 * The naive server with a DataLoader. ZITADEL has no call for several users, so a batch makes one call per
 * user.
 */
import { readFileSync } from "node:fs";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import DataLoader from "dataloader";
import { parse } from "graphql";
import { decodeEntries, encodeEntries } from "../zitadel-values.mjs";

const { UPSTREAM, PORT } = process.env;
const typeDefs = parse(readFileSync(new URL("../schema.graphql", import.meta.url), "utf8"));

async function callZitadel(path, authorization, body) {
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
    me: async (_, args, { authorization }) => ({
      id: (await callZitadel("/oidc/v1/userinfo", authorization)).sub,
    }),
  },
  User: {
    __resolveReference: ({ id }) => ({ id }),
    metadata: ({ id }, args, { metadata }) => metadata.load(id),
  },
  Mutation: {
    async setUserMetadata(_, { input: { userId, entries } }, { authorization, metadata }) {
      await callZitadel(`/v2/users/${userId}/metadata`, authorization, { metadata: encodeEntries(entries) });
      metadata.clear(userId);
      return { user: { id: userId } };
    },
  },
};

const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs, resolvers }) });
await startStandaloneServer(server, {
  listen: { host: "127.0.0.1", port: Number(PORT) },
  context: async ({ req: { headers } }) => ({
    authorization: headers.authorization,
    metadata: new DataLoader((ids) =>
      Promise.all(
        ids.map(async (id) => {
          const body = { pagination: { limit: 1000 } };
          return decodeEntries(
            await callZitadel(`/v2/users/${id}/metadata/search`, headers.authorization, body),
          );
        }),
      ),
    ),
  }),
});
