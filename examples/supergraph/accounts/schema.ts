import type DataLoader from "dataloader";
import type { GraphQLSchema } from "graphql";
import { buildSchema } from "../build-schema.js";
import type { CallOptions } from "../zitadel/call.js";
import { missingToken } from "../zitadel/failure.js";
import { createUserLoader, listUsers, type PageArguments, type User, type UserPage } from "./users.js";
import type { Zitadel } from "./zitadel.js";

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
  return buildSchema(new URL("schema.graphql", import.meta.url), { Query, User });
}

export function createContext(zitadel: Zitadel, options: CallOptions | undefined): Context {
  return { caller: options && { options, users: createUserLoader(zitadel, options) } };
}

function requireCaller(caller: Caller | undefined): Caller {
  if (caller !== undefined) return caller;
  throw missingToken();
}
