import { fields, theme } from "./fields.js";
import { element } from "./page.js";
import type { Metadata } from "./preferences.js";
import { applyTheme } from "./theme.js";

/** Key → value of the form field as it is stored. */
const stored = new Map<string, string>();

export function showMetadata(metadata: Metadata): void {
  for (const field of fields) {
    field.show(metadata.get(field.key) ?? null);
    stored.set(field.key, field.read());
  }
  applyTheme(theme.read());
  const others = [...metadata].filter(([key]) => !stored.has(key));
  element("others", HTMLDListElement).replaceChildren(
    ...others.flatMap(([key, text]) => [line("dt", key), line("dd", text ?? "(binary data)")]),
  );
}

/** The unsaved changes: key → value. */
export function changes(): ReadonlyMap<string, string> {
  const texts = fields.map((field) => [field.key, field.read()] as const);
  return new Map(texts.filter(([key, text]) => stored.get(key) !== text));
}

export function showChanges(texts: ReadonlyMap<string, string>): void {
  for (const field of fields) {
    const text = texts.get(field.key);
    if (text !== undefined) field.show(text);
  }
  applyTheme(theme.read());
}

function line(tag: "dt" | "dd", text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
