import type { UserError } from "./preferences.js";

/** The server's messages are for people who know what a key is. */
const words: Readonly<Record<string, string>> = {
  KEY_NOT_WRITABLE: "You may not change this.",
  VALUE_EMPTY: "This cannot be empty.",
  VALUE_INVALID: "This has characters that cannot be stored.",
  VALUE_TOO_LARGE: "This is too long.",
};

/** Says each at its field, and goes to the first. Answers what is about no field. */
export function showProblems(problems: readonly UserError[]): readonly string[] {
  const told = new Set<UserError>();
  for (const place of document.querySelectorAll<HTMLElement>(".problem[data-key]")) {
    const key = place.dataset["key"] ?? "";
    const problem = problems.find((it) => it.key === key);
    if (problem !== undefined) told.add(problem);
    place.textContent = problem === undefined ? "" : (words[problem.code] ?? problem.message);
    for (const control of document.getElementsByName(key))
      control.ariaInvalid = String(problem !== undefined);
  }
  document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  return problems.filter((problem) => !told.has(problem)).map(({ message }) => message);
}
