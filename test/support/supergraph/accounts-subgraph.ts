import type { IncomingHttpHeaders } from "node:http";
import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import { accountsSdl, type AccountsUser, defaultUser, type SharedRootField } from "./accounts-schema.js";

/**
 * The accounts subgraph of another team. It provides user names, has no metadata and makes no calls to
 * ZITADEL.
 */
export interface Accounts extends AsyncDisposable {
  readonly url: string;
  /** Headers of the received requests, oldest first. */
  readonly requests: readonly IncomingHttpHeaders[];
  /** ZITADEL user id → name. */
  readonly names: Map<string, string>;
  /** Access token → ZITADEL user id. */
  readonly sessions: Map<string, string>;
  /** Ids of the users that the `users` field returns, in this order. An id may occur twice. */
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

  const toPerson = (zitadelId: string) => {
    const name = names.get(zitadelId) ?? null;
    return { id: `number-of-${String(name)}`, [user.key]: zitadelId, name };
  };
  const root = {
    users: ({ first }: { readonly first: number }) => page.slice(0, first).map(toPerson),
    user: ({ id }: { readonly id: string }) => (names.has(id) ? toPerson(id) : null),
    me: (_: unknown, { callerId }: Context) => (callerId === undefined ? null : toPerson(callerId)),
  };
  const server = new ApolloServer<Context>({
    schema: buildSubgraphSchema({
      typeDefs: parse(accountsSdl(rootFields, user)),
      resolvers: {
        [user.type]: {
          __resolveReference: (reference: Readonly<Record<string, string>>) =>
            toPerson(reference[user.key] ?? ""),
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
