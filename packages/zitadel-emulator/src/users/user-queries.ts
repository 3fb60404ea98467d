import type { Message } from "../api/proto-json.js";
import { ApiError } from "../api/api-error.js";
import { invalid, validateNested, runeCount } from "../api/validation.js";
import type { User } from "../instance/instance.js";
import { displayNameOf } from "../tokens/claims.js";
import { textMethods } from "./text-methods.js";

export interface UserQuery {
  readonly requireValid: () => void;
  readonly match: (user: User) => boolean;
}

const types = ["TYPE_UNSPECIFIED", "TYPE_HUMAN", "TYPE_MACHINE"];
const kinds: readonly (User["profile"]["kind"] | undefined)[] = [undefined, "person", "service"];
const methodNames = textMethods.map(({ name }) => `TEXT_QUERY_METHOD_${name}`);

/** The queries of ListUsers, combined with AND. */
export function readUserQueries(message: Message): UserQuery {
  return allOf("ListUsersRequest", message.messages("queries").map(readUserQuery));
}

function readUserQuery(message: Message): UserQuery {
  const ids = message.message("inUserIdsQuery")?.strings("userIds");
  if (ids !== undefined) return { requireValid: noop, match: ({ id }) => ids.includes(id) };
  const userName = message.message("userNameQuery");
  if (userName !== undefined) return textQuery(userName, "UserName", (user) => user.userName);
  const displayName = message.message("displayNameQuery");
  if (displayName !== undefined) return textQuery(displayName, "DisplayName", searchableDisplayName);
  const kind = kinds[message.message("typeQuery")?.enumValue("type", types) ?? 0];
  if (kind !== undefined) return { requireValid: noop, match: ({ profile }) => profile.kind === kind };
  const alternatives = message.message("orQuery")?.messages("queries").map(readUserQuery);
  if (alternatives !== undefined) {
    const { requireValid } = allOf("OrQuery", alternatives);
    return { requireValid, match: (user) => alternatives.some((query) => query.match(user)) };
  }
  if (!message.isEmpty()) {
    const supported = "inUserIdsQuery, userNameQuery, displayNameQuery, typeQuery and orQuery";
    throw new ApiError("unimplemented", `The emulator supports the user queries ${supported} only`);
  }
  return {
    requireValid: () => {
      throw invalid("SearchQuery", "Query", "value is required");
    },
    match: () => false,
  };
}

function allOf(request: string, queries: readonly UserQuery[]): UserQuery {
  return {
    requireValid: () => {
      queries.forEach((query, n) => {
        validateNested(request, `Queries[${n}]`, query.requireValid);
      });
    },
    match: (user) => queries.every((query) => query.match(user)),
  };
}

function textQuery(message: Message, field: string, textOf: (user: User) => string): UserQuery {
  const expected = message.text(field.replace(/^./, (first) => first.toLowerCase()));
  const method = message.enumValue("method", methodNames);
  return {
    requireValid: () => {
      validateNested("SearchQuery", `${field}Query`, () => {
        if (expected === "" || runeCount(expected) > 200) {
          throw invalid(`${field}Query`, field, "value length must be between 1 and 200 runes, inclusive");
        }
        if (textMethods[method] === undefined) {
          throw invalid(`${field}Query`, "Method", "value must be one of the defined enum values");
        }
      });
    },
    match: (user) => textMethods[method]?.test(textOf(user), expected) === true,
  };
}

/** ZITADEL finds only people by display name. */
function searchableDisplayName({ profile }: User): string {
  return profile.kind === "person" ? displayNameOf(profile) : "";
}

function noop(): void {
  // All values are valid.
}
