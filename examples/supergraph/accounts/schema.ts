import { readFileSync } from "node:fs";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, parse } from "graphql";
import type DataLoader from "dataloader";
import { failure } from "./failure.js";
import { listUsers, type PageArguments, type User, type UserPage } from "./users.js";
import type { CallOptions, Zitadel } from "./zitadel.js";

export interface Context {
  /** Undefined for a request without a token. */
  readonly caller: Caller | undefined;
}

interface Caller {
  readonly options: CallOptions;
  readonly users: DataLoader<string, User | null>;
}

interface Reference {
  readonly id: string;
}

type Resolvers = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>["resolvers"]
>;

const typeDefs = parse(readFileSync(new URL("schema.graphql", import.meta.url), "utf8"));

export function createSchema(zitadel: Zitadel): GraphQLSchema {
  const userOf = (id: string, { caller }: Context): Promise<User | null> =>
    requireCaller(caller).users.load(id);

  const Query = {
    async me(_: unknown, _arguments: object, context: Context): Promise<User | null> {
      if (context.caller === undefined) return null;
      return userOf(await zitadel.callerId(context.caller.options), context);
    },
    user: (_: unknown, { id }: Reference, context: Context): Promise<User | null> => userOf(id, context),
    users: (_: unknown, page: PageArguments, { caller }: Context): Promise<UserPage> =>
      listUsers(zitadel, page, requireCaller(caller).options),
  };
  const User = {
    __resolveReference: ({ id }: Reference, context: Context): Promise<User | null> => userOf(id, context),
  };
  // Apollo's type requires resolvers for any context. These need the context that main.ts creates.
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the only conversion between the two types
  const resolvers = { Query, User } as unknown as Resolvers;
  return buildSubgraphSchema({ typeDefs, resolvers });
}

function requireCaller(caller: Caller | undefined): Caller {
  if (caller !== undefined) return caller;
  throw failure(
    "UNAUTHENTICATED",
    "This field requires an access token. Send the header `Authorization: Bearer <token>`.",
  );
}
