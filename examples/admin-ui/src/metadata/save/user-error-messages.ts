import type { UserErrorFragment, UserMetadataErrorCode } from "../../graph/generated/operations";

type KnownCode = Exclude<UserMetadataErrorCode, "%future added value">;

const messages: Record<KnownCode, string | undefined> = {
  USER_NOT_FOUND: "This user no longer exists, or you may not view them.",
  EMPTY_INPUT: "Select at least one key.",
  TOO_MANY_ENTRIES: "These are too many keys for one step. Select fewer.",
  KEY_REQUIRED: "Enter a key.",
  KEY_TOO_LONG: "Enter a shorter key. 200 characters are the maximum.",
  KEY_INVALID: "The key contains a character that cannot be stored.",
  DUPLICATE_KEY: "Each key can be set only once.",
  KEY_NOT_WRITABLE: "You do not have permission to change this key.",
  VALUE_REQUIRED: "Enter a value.",
  VALUE_AMBIGUOUS: "Enter the value either as text or as base64.",
  VALUE_EMPTY: "Enter a value. To remove the key, delete it in the list.",
  VALUE_TOO_LARGE: "The value is too large for this key.",
  VALUE_INVALID: "The value contains a character that cannot be stored.",
  VALUE_CHANGED: "Another user has changed the value.",
  MERGE_NOT_AN_OBJECT: "The value is not a JSON object.",
  // The server's message says what the schema requires.
  VALUE_NOT_VALID: undefined,
  KEY_NOT_DEFINED: "This key is not one of the defined keys, and no others can be set.",
  VALUE_NOT_UNIQUE: "Another user already has this value. Enter a different one.",
};

const byCode: ReadonlyMap<string, string | undefined> = new Map(Object.entries(messages));

/** Whether this app knows the code. Other codes come from a newer server and may not be input errors. */
export function isKnown({ code }: UserErrorFragment): boolean {
  return byCode.has(code);
}

/** The message for people. The server's own message is shown for unknown codes and for values that do not match their
 * schema. */
export function messageOf({ code, message }: UserErrorFragment): string {
  return byCode.get(code) ?? message;
}
