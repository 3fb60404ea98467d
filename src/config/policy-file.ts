import * as z from "zod";
import { parseKeyPattern } from "../access/key-pattern.js";
import { maxValueBytes } from "../metadata/input.js";
import { readPrincipal } from "./principal.js";

const keyWords =
  "a key of 1 to 200 characters, or the beginning of keys and one final *, as in preferences.*";
const keyPattern = z
  .string()
  .regex(/^(?=.)[^*]*\*?$/, { error: keyWords, abort: true })
  .transform((written, context) => {
    const pattern = parseKeyPattern(written);
    if (pattern !== undefined) return pattern;
    context.addIssue(keyWords);
    return z.NEVER;
  })
  .describe("A key, or the beginning of keys and one final *. Case-sensitive.");

const principalWords =
  "self, anyone, role:ROLE, role:ROLE@ORGANISATION_ID, role:ROLE@owner, user:ID or client:ID";
const principal = z
  .string()
  .regex(/^(self|anyone|(user|client):\S+|role:([^\s@]+|\S+@(\d{1,20}|owner)))$/, {
    error: principalWords,
    abort: true,
  })
  .transform((written, context) => {
    const read = readPrincipal(written);
    if (read !== undefined) return read;
    context.addIssue(principalWords);
    return z.NEVER;
  })
  .describe(
    "self: the caller, for their own metadata. anyone: every accepted caller. role:ROLE: whoever has it in the project, whichever organisation granted it; role:ROLE@ORGANISATION_ID: granted by that one; role:ROLE@owner: granted by the owner's. user:ID: that caller. client:ID: whoever comes through that application.",
  );

const principals = z.array(principal).default([]);

const rule = z.strictObject({
  keys: z
    .array(keyPattern)
    .min(1)
    .describe("The keys that this rule decides about, unless an earlier rule does."),
  read: principals.describe("Who may read them. Nobody when absent."),
  write: principals.describe("Who may set and delete them. Nobody when absent."),
  maxValueBytes: z
    .int()
    .min(1)
    .max(maxValueBytes)
    .optional()
    .describe(`The largest value that may be set; ${maxValueBytes} when absent.`),
  as: z
    .enum(["caller", "service"])
    .default("caller")
    .describe(
      "With whose access token ZITADEL is asked. caller: ZITADEL must let the caller, too. service: our own service user does it for whom the rule admits.",
    ),
});

/** The form of METADATA_POLICY. */
export const policyFile = z
  .strictObject({
    $schema: z.string().optional(),
    rules: z.array(rule).min(1).describe("The first rule with a matching key decides. No match: nobody."),
  })
  .describe("Who may read and write which metadata keys.");

/** Its JSON Schema, for editors. */
export function policySchema(): unknown {
  return { title: "Metadata policy", ...z.toJSONSchema(policyFile, { io: "input" }) };
}
