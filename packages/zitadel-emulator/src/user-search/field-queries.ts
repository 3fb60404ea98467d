import { invalid, requireMaxLength, requireName } from "../api/validation.js";
import type { Person, User, UserState } from "../instance/instance.js";
import { textMethods } from "../users/text-methods.js";
import type { ReadQuery } from "./user-query.js";

const types = ["TYPE_UNSPECIFIED", "TYPE_HUMAN", "TYPE_MACHINE"];
const kinds: readonly (User["profile"]["kind"] | undefined)[] = [undefined, "person", "service"];
const states = ["UNSPECIFIED", "ACTIVE", "INACTIVE", "DELETED", "LOCKED", "INITIAL"].map(
  (name) => `USER_STATE_${name}`,
);
const userStates: readonly (UserState | undefined)[] = [undefined, "active", "inactive", "removed", "locked"];
const textMethodNames = textMethods.map(({ name }) => `TEXT_QUERY_METHOD_${name}`);

/** Queries for one field of a user. */
export const fieldQueries: Record<string, ReadQuery> = {
  inUserIdsQuery: listQuery("userIds", (user) => user.id),
  inUserEmailsQuery: listQuery("userEmails", ofPerson("email")),
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
  stateQuery: (message, isNegated) => {
    const number = message.enumValue("state", states);
    return {
      requireValid: () => {
        if (states[number] === undefined) throw invalid("StateQuery", "State", undefinedEnumValue);
      },
      match: ({ state }) => (state === userStates[number]) !== isNegated,
    };
  },
  userNameQuery: textQuery("UserNameQuery", "UserName", (user) => user.userName),
  loginNameQuery: textQuery("LoginNameQuery", "LoginName", (user) => user.userName),
  firstNameQuery: textQuery("FirstNameQuery", "FirstName", ofPerson("givenName")),
  lastNameQuery: textQuery("LastNameQuery", "LastName", ofPerson("familyName")),
  nickNameQuery: textQuery("NickNameQuery", "NickName", ofPerson("nickName")),
  displayNameQuery: textQuery("DisplayNameQuery", "DisplayName", ofPerson("displayName")),
  emailQuery: textQuery("EmailQuery", "EmailAddress", ofPerson("email"), { minLength: 0 }),
  phoneQuery: textQuery("PhoneQuery", "Number", ofPerson("phone"), { minLength: 0, maxLength: 20 }),
};

const undefinedEnumValue = "value must be one of the defined enum values";

type TextOf = (user: User) => string | undefined;

/** A field that only people have. Neither a query nor its negation matches a service user, as NULL in SQL. */
export function ofPerson(
  field: "givenName" | "familyName" | "nickName" | "displayName" | "email" | "phone",
): TextOf {
  const textOf = (person: Person): string => person[field];
  return ({ profile }) => (profile.kind === "person" ? textOf(profile) : undefined);
}

function listQuery(field: string, textOf: TextOf): ReadQuery {
  return (message, isNegated) => {
    const texts = new Set(message.strings(field));
    return {
      requireValid: noop,
      match: (user) => {
        const text = textOf(user);
        return text !== undefined && texts.has(text) !== isNegated;
      },
    };
  };
}

function textQuery(
  type: string,
  field: string,
  textOf: TextOf,
  { minLength = 1, maxLength = 200 } = {},
): ReadQuery {
  return (message, isNegated) => {
    const expected = message.text(field.replace(/^./, (first) => first.toLowerCase()));
    const method = textMethods[message.enumValue("method", textMethodNames)];
    return {
      requireValid: () => {
        (minLength === 0 ? requireMaxLength : requireName)(type, field, expected, maxLength);
        if (method === undefined) throw invalid(type, "Method", undefinedEnumValue);
      },
      match: (user) => {
        const text = textOf(user);
        return text !== undefined && method?.test(text, expected) === !isNegated;
      },
    };
  };
}

function noop(): void {
  // All values are valid.
}
