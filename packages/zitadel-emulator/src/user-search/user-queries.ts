import type { Message } from "../api/proto-json.js";
import { ApiError } from "../api/api-error.js";
import { invalid, validateNested } from "../api/validation.js";
import type { User } from "../instance/instance.js";
import { fieldQueries } from "./field-queries.js";
import { metadataQueries } from "./metadata-queries.js";
import type { ReadQuery, UserQuery } from "./user-query.js";

const readers: Record<string, ReadQuery> = {
  ...metadataQueries,
  andQuery: (message, isNegated) => combine("AndQuery", message, isNegated, isNegated),
  orQuery: (message, isNegated) => combine("OrQuery", message, isNegated, !isNegated),
  notQuery: (message, isNegated) => {
    const query = message.message("query");
    if (query === undefined) return invalidQuery("NotQuery");
    const { requireValid, match } = readUserQuery(query, !isNegated);
    return {
      requireValid: () => {
        validateNested("NotQuery", "Query", requireValid);
      },
      match,
    };
  },
  ...fieldQueries,
};

export interface UserQueries {
  requireValid: () => void;
  /** `isStale`: whether to match the entries as they were before the last write. */
  match: (user: User, isStale: boolean) => boolean;
}

/** The queries of ListUsers, combined with AND. One of the user's rows must match all of them. */
export function readUserQueries(message: Message): UserQueries {
  const { requireValid, match } = combine("ListUsersRequest", message, false, false);
  return {
    requireValid,
    match: (user, isStale) => {
      const metadata = isStale ? user.formerMetadata : user.metadata;
      const entries = metadata.size === 0 ? [undefined] : [...metadata];
      return entries.some((entry) => match(user, entry));
    },
  };
}

/**
 * A negation is passed down to the simple queries. So a user without metadata matches neither a metadata
 * filter nor its negation, as with NULL in SQL.
 */
function readUserQuery(message: Message, isNegated: boolean): UserQuery {
  for (const [name, read] of Object.entries(readers)) {
    const inner = message.message(name);
    if (inner === undefined) continue;
    const { requireValid, match } = read(inner, isNegated);
    return {
      requireValid: () => {
        validateNested(
          "SearchQuery",
          name.replace(/^./, (first) => first.toUpperCase()),
          requireValid,
        );
      },
      match,
    };
  }
  if (message.isEmpty()) return invalidQuery("SearchQuery");
  const supported = Object.keys(readers).join(", ");
  throw new ApiError("unimplemented", `The emulator supports only the user queries ${supported}`);
}

/** `isAny`: whether one of the queries must match, not all of them. */
function combine(type: string, message: Message, isNegated: boolean, isAny: boolean): UserQuery {
  const queries = message.messages("queries").map((query) => readUserQuery(query, isNegated));
  return {
    requireValid: () => {
      queries.forEach((query, n) => {
        validateNested(type, `Queries[${n}]`, query.requireValid);
      });
    },
    match: (user, entry) => {
      for (const query of queries) if (query.match(user, entry) === isAny) return isAny;
      return !isAny;
    },
  };
}

function invalidQuery(type: string): UserQuery {
  return {
    requireValid: () => {
      throw invalid(type, "Query", "value is required");
    },
    match: () => false,
  };
}
