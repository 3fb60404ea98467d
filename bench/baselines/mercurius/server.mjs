/**
 * mercurius with compiled queries and its loaders, and undici with 32 connections, as many as this subgraph.
 */
import { readFileSync } from "node:fs";
import { buildFederationSchema } from "@mercuriusjs/federation";
import fastify from "fastify";
import mercurius from "mercurius";
import { Pool } from "undici";
import { decodeEntries, encodeEntries } from "../zitadel-values.mjs";

const { UPSTREAM, PORT } = process.env;
const schema = readFileSync(new URL("../schema.graphql", import.meta.url), "utf8");
const zitadel = new Pool(UPSTREAM, { connections: 32 });

async function callZitadel(path, authorization, body) {
  const { statusCode, body: responseBody } = await zitadel.request({
    path,
    method: body === undefined ? "GET" : "POST",
    headers: { authorization, ...(body !== undefined && { "content-type": "application/json" }) },
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (statusCode !== 200) throw new Error(`ZITADEL returned ${statusCode}`);
  return responseBody.json();
}

const resolvers = {
  Query: {
    me: async (_, args, { authorization }) => ({
      id: (await callZitadel("/oidc/v1/userinfo", authorization)).sub,
    }),
  },
  User: {
    __resolveReference: ({ id }) => ({ id }),
  },
  Mutation: {
    async setUserMetadata(_, { input: { userId, entries } }, { authorization }) {
      await callZitadel(`/v2/users/${userId}/metadata`, authorization, { metadata: encodeEntries(entries) });
      return { user: { id: userId } };
    },
  },
};

const loaders = {
  User: {
    metadata: (queries, { authorization }) =>
      Promise.all(
        queries.map(async ({ obj: { id } }) => {
          const body = { pagination: { limit: 1000 } };
          return decodeEntries(await callZitadel(`/v2/users/${id}/metadata/search`, authorization, body));
        }),
      ),
  },
};

const app = fastify();
await app.register(mercurius, {
  schema: buildFederationSchema(schema),
  resolvers,
  loaders,
  jit: 1,
  context: ({ headers: { authorization } }) => ({ authorization }),
});
await app.listen({ host: "127.0.0.1", port: Number(PORT) });
