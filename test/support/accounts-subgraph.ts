import type { IncomingHttpHeaders } from "node:http";
import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import { accountsSdl, type SharedRootField } from "./accounts-schema.js";

/** The subgraph of the team that owns people's names. It knows nothing of metadata, and asks ZITADEL nothing. */
export interface Accounts extends AsyncDisposable {
  readonly url: string;
  /** The headers of every request, oldest first. */
  readonly requests: readonly IncomingHttpHeaders[];
  /** User id → name. */
  readonly names: Map<string, string>;
  /** Access token → user id. */
  readonly sessions: Map<string, string>;
  /** The ids of those whom `users` gives, in this order; one may be there twice. */
  readonly page: string[];
}

interface Context {
  readonly callerId: string | undefined;
}

interface Reference {
  readonly id: string;
}

export async function startAccounts(rootFields: readonly SharedRootField[]): Promise<Accounts> {
  const requests: IncomingHttpHeaders[] = [];
  const names: Accounts["names"] = new Map();
  const sessions: Accounts["sessions"] = new Map();
  const page: string[] = [];

  const personOf = ({ id }: Reference) => ({ id, name: names.get(id) ?? null });
  const root = {
    users: ({ first }: { readonly first: number }) => page.slice(0, first).map((id) => personOf({ id })),
    user: ({ id }: Reference) => (names.has(id) ? personOf({ id }) : null),
    me: (_: unknown, { callerId }: Context) => (callerId === undefined ? null : personOf({ id: callerId })),
  };
  const server = new ApolloServer<Context>({
    schema: buildSubgraphSchema({
      typeDefs: parse(accountsSdl(rootFields)),
      resolvers: { User: { __resolveReference: personOf } },
    }),
    rootValue: root,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginInlineTraceDisabled(), ApolloServerPluginUsageReportingDisabled()],
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: "127.0.0.1", port: 0 },
    context: ({ req: { headers } }) => {
      requests.push(headers);
      return Promise.resolve({
        callerId: sessions.get(headers.authorization?.replace(/^Bearer /, "") ?? ""),
      });
    },
  });
  return { url, requests, names, sessions, page, [Symbol.asyncDispose]: () => server.stop() };
}
