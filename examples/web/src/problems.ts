import type { Field } from "./fields.js";
import type { UserError } from "./preferences.js";

/** Messages for end users. Most messages of the server are for developers: they mention keys and bytes. */
const messages: Readonly<Record<string, string>> = {
  KEY_NOT_WRITABLE: "You do not have permission to change this.",
  VALUE_EMPTY: "Enter a value.",
  VALUE_INVALID: "The value has characters that cannot be stored.",
  VALUE_NOT_UNIQUE: "Another customer already uses this. Enter a different value.",
  VALUE_TOO_LARGE: "The value is too long.",
};

/**
 * Shows each error at its field and focuses the first one. Returns the messages of errors without a field.
 */
export function showProblems(fields: readonly Field[], problems: readonly UserError[]): readonly string[] {
  const problemOf = ({ definition }: Field): UserError | undefined =>
    problems.find(({ key }) => key === definition.key);
  for (const field of fields) {
    const problem = problemOf(field);
    field.showProblem(problem && messageOf(problem));
  }
  fields.find((field) => problemOf(field) !== undefined)?.focus();
  const displayed = new Set(fields.map(problemOf));
  return problems.filter((problem) => !displayed.has(problem)).map(messageOf);
}

/** The required fields without a value. */
export function emptyFields(fields: readonly Field[]): readonly UserError[] {
  return fields
    .filter(({ definition, read }) => definition.isRequired && read() === "")
    .map(({ definition: { key } }) => ({ key, code: "VALUE_EMPTY", message: "" }));
}

function messageOf({ code, message }: UserError): string {
  // The message says what the schema of the value requires.
  if (code === "VALUE_NOT_VALID") return message;
  return messages[code] ?? "This cannot be saved. Contact support.";
}
