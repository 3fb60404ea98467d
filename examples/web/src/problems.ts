import type { UserError } from "./preferences.js";

/** Messages for end users. The server's messages are for developers: they mention keys and bytes. */
const messages: Readonly<Record<string, string>> = {
  KEY_NOT_WRITABLE: "You do not have permission to change this.",
  VALUE_EMPTY: "Enter a value.",
  VALUE_INVALID: "The value has characters that cannot be stored.",
  VALUE_TOO_LARGE: "The value is too long.",
};

/**
 * Shows each error at its field and focuses the first one. Returns the messages of errors without a field.
 */
export function showProblems(problems: readonly UserError[]): readonly string[] {
  const displayed = new Set<UserError>();
  for (const place of document.querySelectorAll<HTMLElement>(".problem[data-key]")) {
    const key = place.dataset["key"] ?? "";
    const problem = problems.find((it) => it.key === key);
    if (problem !== undefined) displayed.add(problem);
    place.textContent = problem === undefined ? "" : messageOf(problem);
    for (const control of document.getElementsByName(key))
      control.ariaInvalid = String(problem !== undefined);
  }
  document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  return problems.filter((problem) => !displayed.has(problem)).map(messageOf);
}

function messageOf({ code }: UserError): string {
  return messages[code] ?? "This cannot be saved. Contact support.";
}
