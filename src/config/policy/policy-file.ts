import * as z from "zod";
import { parseKeyPattern } from "../../access/key-pattern.js";
import { maxValueBytes } from "../../metadata/input.js";
import { parsePrincipal } from "./principal.js";

const keyFormat = "a key of 1 to 200 characters, or a key prefix followed by one *, such as preferences.*";
const keyPattern = z
  .string({ error: keyFormat })
  .regex(/^(?=.)[^*]*\*?$/, { error: keyFormat, abort: true })
  .transform((text, context) => {
    const pattern = parseKeyPattern(text);
    if (pattern !== undefined) return pattern;
    context.addIssue(keyFormat);
    return z.NEVER;
  })
  .describe("A key, or a key prefix followed by one *. Case-sensitive.");

const principalFormat =
  'self, anyone, role:ROLE, role:ROLE@ORGANIZATION_ID, role:ROLE@owner, user:ID or client:ID; a ROLE with @ or quotation marks as a JSON string, such as role:"a@b"';
const principal = z
  .string({ error: principalFormat })
  .regex(/^(self|anyone|(user|client|role):.+)$/, {
    error: principalFormat,
    abort: true,
  })
  .transform((text, context) => {
    const parsed = parsePrincipal(text);
    if (parsed !== undefined) return parsed;
    context.addIssue(principalFormat);
    return z.NEVER;
  })
  .describe(
    "self: callers, for their own metadata. anyone: every authenticated caller. role:ROLE: callers with this role in the project, granted by any organization. role:ROLE@ORGANIZATION_ID: granted by this organization. role:ROLE@owner: granted by the organization of the user whose metadata it is. user:ID: this user. client:ID: callers whose token was issued to this application. A role key with @ or quotation marks is written as a JSON string.",
  );

const principalList = z.array(principal, { error: "a list of principals" });
const principals = principalList.default([]);

const sizeFormat = `an integer from 1 to ${maxValueBytes}`;

// The message of each check states what is expected.
const rule = z
  .strictObject(
    {
      keys: z
        .array(keyPattern, { error: "a list of keys" })
        .min(1, { error: "at least one key" })
        .describe("The keys that the rule applies to, except keys that an earlier rule matches."),
      read: principals.describe("Principals that may read these keys. Default: none."),
      write: principals.describe("Principals that may set and delete these keys. Default: none."),
      search: principalList
        .optional()
        .describe(
          "Principals that may find users by these keys, among the users whose keys they may read. Default: as read, and none if as is service.",
        ),
      maxValueBytes: z
        .int({ error: sizeFormat })
        .min(1, { error: sizeFormat })
        .max(maxValueBytes, { error: sizeFormat })
        .optional()
        .describe(`Maximum size of a value in bytes. Default: ${maxValueBytes}.`),
      as: z
        .enum(["caller", "service"], { error: "caller or service" })
        .default("caller")
        .describe(
          "The access token for calls to ZITADEL. caller: the caller's own token, so ZITADEL's permissions apply, too. service: the token of the service user, for callers that the rule permits.",
        ),
    },
    { error: "an object with keys, and optionally read, write, search, maxValueBytes and as" },
  )
  // Listing people reveals more than reading one.
  .transform(({ search, ...rest }) => ({
    ...rest,
    search: search ?? (rest.as === "caller" ? rest.read : []),
  }));

/** The format of METADATA_POLICY. */
export const policyFile = z
  .strictObject(
    {
      $schema: z.string({ error: "a string" }).optional(),
      rules: z
        .array(rule, { error: "a list of rules" })
        .min(1, { error: "at least one rule" })
        .describe("The first rule that matches a key applies to it. A key without a rule is forbidden."),
    },
    { error: "an object with rules" },
  )
  .describe("Access rules: who may read and write which metadata keys.");

/** The JSON Schema of METADATA_POLICY, for editors. */
export function policySchema(): unknown {
  return { title: "Metadata policy", ...z.toJSONSchema(policyFile, { io: "input" }) };
}
