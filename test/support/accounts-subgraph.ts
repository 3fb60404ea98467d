import type { IncomingHttpHeaders } from "node:http";
import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import { type AccountsUser, accountsSdl, defaultUser, type SharedRootField } from "./accounts-schema.js";

/** The subgraph of the team that owns people's names. It knows nothing of metadata, and asks ZITADEL nothing. */
export interface Accounts extends AsyncDisposable {
  readonly url: string;
  /** The headers of every request, oldest first. */
  readonly requests: readonly IncomingHttpHeaders[];
  /** ZITADEL user id → name. */
  readonly names: Map<string, string>;
  /** Access token → ZITADEL user id. */
  readonly sessions: Map<string, string>;
  /** The ids of those whom `users` gives, in this order; one may be there twice. */
  readonly page: string[];
}

interface Context {
  readonly callerId: string | undefined;
}

export async function startAccounts(
  rootFields: readonly SharedRootField[],
  user: AccountsUser = defaultUser,
): Promise<Accounts> {
  const requests: IncomingHttpHeaders[] = [];
  const names: Accounts["names"] = new Map();
  const sessions: Accounts["sessions"] = new Map();
  const page: string[] = [];

  const personOf = (zitadelId: string) => {
    const name = names.get(zitadelId) ?? null;
    return { id: `the number of ${String(name)}`, [user.key]: zitadelId, name };
  };
  const root = {
    users: ({ first }: { readonly first: number }) => page.slice(0, first).map(personOf),
    user: ({ id }: { readonly id: string }) => (names.has(id) ? personOf(id) : null),
    me: (_: unknown, { callerId }: Context) => (callerId === undefined ? null : personOf(callerId)),
  };
  const server = new ApolloServer<Context>({
    schema: buildSubgraphSchema({
      typeDefs: parse(accountsSdl(rootFields, user)),
      resolvers: {
        [user.type]: {
          __resolveReference: (reference: Readonly<Record<string, string>>) =>
            personOf(reference[user.key] ?? ""),
        },
      },
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
