import type { GraphQLSchema } from "graphql";
import { buildSchema } from "../build-schema.js";
import type { CallOptions } from "../zitadel/call.js";
import { failure, missingToken } from "../zitadel/failure.js";
import { readUserInfo } from "../zitadel/user-info.js";
import type { Order } from "./orders.js";

/** The role that may see all orders. */
const requiredRole = "support";

interface Context {
  /** Undefined for a request without a token. */
  readonly caller: CallOptions | undefined;
}

/** A reference to a user. The metadata subgraph finds the user who has the contract number. */
interface UserReference {
  readonly contractNumber: string;
}

export function createSchema(orders: readonly Order[], issuer: string): GraphQLSchema {
  const Query = {
    async orders(_: unknown, { first }: { first: number }, { caller }: Context): Promise<readonly Order[]> {
      if (first < 1 || first > 100)
        throw failure("BAD_USER_INPUT", `first is ${first}. It must be 1 to 100.`);
      if (caller === undefined) throw missingToken();
      const { roles } = await readUserInfo(issuer, caller);
      if (!roles.includes(requiredRole))
        throw failure("FORBIDDEN", `You need the role ${requiredRole} to see orders.`);
      return orders.slice(0, first);
    },
  };
  const Order = {
    customer: ({ contractNumber }: Order): UserReference => ({ contractNumber }),
  };
  return buildSchema(new URL("schema.graphql", import.meta.url), { Query, Order });
}
