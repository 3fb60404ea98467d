import type { Message } from "../api/proto-json.js";
import { ApiError } from "../api/api-error.js";
import { invalid, validateNested, runeCount } from "../api/validation.js";
import type { User } from "../instance/instance.js";
import { displayNameOf } from "../tokens/claims.js";
import { readKeyFilter } from "./key-filters.js";
import type { Entry } from "./stored-entries.js";
import { swappedTextMethods, textMethods } from "./text-methods.js";

/**
 * A condition on a row of ZITADEL's search. A row is a user and one metadata entry; a user without metadata
 * has one row without an entry.
 */
interface UserQuery {
  requireValid: () => void;
  match: (user: User, entry: Entry | undefined) => boolean;
}

/** `isNegated`: within a `notQuery`. */
type ReadQuery = (message: Message, isNegated: boolean) => UserQuery;

const types = ["TYPE_UNSPECIFIED", "TYPE_HUMAN", "TYPE_MACHINE"];
const kinds: readonly (User["profile"]["kind"] | undefined)[] = [undefined, "person", "service"];
const textMethodNames = textMethods.map(({ name }) => `TEXT_QUERY_METHOD_${name}`);
const byteMethodNames = ["BYTE_FILTER_METHOD_EQUALS", "BYTE_FILTER_METHOD_NOT_EQUALS"];
const maxValueBytes = 200;

const readers: Record<string, ReadQuery> = {
  metadataKeyFilter: (message, isNegated) => {
    const { requireValid, match } = readKeyFilter(message, "Filter", swappedTextMethods);
    return { requireValid, match: (_, entry) => entry !== undefined && match(entry[0]) !== isNegated };
  },
  metadataValueFilter: readValueFilter,
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
  inUserIdsQuery: (message, isNegated) => {
    const ids = new Set(message.strings("userIds"));
    return { requireValid: noop, match: ({ id }) => ids.has(id) !== isNegated };
  },
  organizationIdQuery: (message, isNegated) => {
    const organizationId = message.text("organizationId");
    return {
      requireValid: noop,
      match: ({ organization }) => (organization.id === organizationId) !== isNegated,
    };
  },
  typeQuery: (message, isNegated) => {
    const kind = kinds[message.enumValue("type", types)];
    return { requireValid: noop, match: ({ profile }) => (profile.kind === kind) !== isNegated };
  },
  userNameQuery: textQuery("UserName", (user) => user.userName),
  displayNameQuery: textQuery("DisplayName", searchableDisplayName),
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

function readValueFilter(message: Message, isNegated: boolean): UserQuery {
  const expected = Buffer.from(message.bytes("value"));
  const method = message.enumValue("method", byteMethodNames);
  const mustEqual = (method === 0) !== isNegated;
  return {
    requireValid: () => {
      if (expected.length > maxValueBytes) {
        throw invalid("MetadataValueFilter", "Value", `value length must be at most ${maxValueBytes} bytes`);
      }
      if (byteMethodNames[method] === undefined) {
        throw invalid("MetadataValueFilter", "Method", "value must be one of the defined enum values");
      }
    },
    match: (_, entry) => entry !== undefined && expected.equals(entry[1].value) === mustEqual,
  };
}

function textQuery(field: string, textOf: (user: User) => string): ReadQuery {
  return (message, isNegated) => {
    const expected = message.text(field.replace(/^./, (first) => first.toLowerCase()));
    const method = textMethods[message.enumValue("method", textMethodNames)];
    return {
      requireValid: () => {
        if (expected === "" || runeCount(expected) > 200) {
          throw invalid(`${field}Query`, field, "value length must be between 1 and 200 runes, inclusive");
        }
        if (method === undefined) {
          throw invalid(`${field}Query`, "Method", "value must be one of the defined enum values");
        }
      },
      match: (user) => method?.test(textOf(user), expected) === !isNegated,
    };
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

/** ZITADEL finds only people by display name. */
function searchableDisplayName({ profile }: User): string {
  return profile.kind === "person" ? displayNameOf(profile) : "";
}

function noop(): void {
  // All values are valid.
}
