/** Apollo Server with `@apollo/datasource-rest`: one data source per request. */
import { readFileSync } from "node:fs";
import { RESTDataSource } from "@apollo/datasource-rest";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import { decodeEntries, encodeEntries } from "../zitadel-values.mjs";

const { UPSTREAM, PORT } = process.env;
const typeDefs = parse(readFileSync(new URL("../schema.graphql", import.meta.url), "utf8"));

class Zitadel extends RESTDataSource {
  baseURL = UPSTREAM;

  constructor(authorization, options) {
    super(options);
    this.authorization = authorization;
  }

  willSendRequest(_path, request) {
    request.headers.authorization = this.authorization;
  }

  me() {
    return this.get("/oidc/v1/userinfo");
  }

  async metadataOf(id) {
    return decodeEntries(
      await this.post(`/v2/users/${id}/metadata/search`, { body: { pagination: { limit: 1000 } } }),
    );
  }

  set(id, entries) {
    return this.post(`/v2/users/${id}/metadata`, { body: { metadata: encodeEntries(entries) } });
  }
}

const resolvers = {
  Query: {
    me: async (_, args, { zitadel }) => ({ id: (await zitadel.me()).sub }),
  },
  User: {
    __resolveReference: ({ id }) => ({ id }),
    metadata: ({ id }, args, { zitadel }) => zitadel.metadataOf(id),
  },
  Mutation: {
    async setUserMetadata(_, { input: { userId, entries } }, { zitadel }) {
      await zitadel.set(userId, entries);
      return { user: { id: userId } };
    },
  },
};

const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs, resolvers }) });
await startStandaloneServer(server, {
  listen: { host: "127.0.0.1", port: Number(PORT) },
  context: async ({ req }) => ({
    zitadel: new Zitadel(req.headers.authorization, { cache: server.cache }),
  }),
});
