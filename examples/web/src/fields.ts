import { element } from "./page.js";

/** A preference in the form. */
interface Field {
  /** The metadata key that stores it. */
  readonly key: string;
  /** Displays the stored value; the default if it is null. */
  show(text: string | null): void;
  /** Returns the value to store. */
  read(): string;
}

const { elements } = element("preferences", HTMLFormElement);

/** A text input, select box or group of radio buttons. */
function text(key: string, defaultValue: string): Field {
  const control = elements.namedItem(key);
  if (control === null || !("value" in control)) throw new Error(`index.html has no control named ${key}`);
  return {
    key,
    read: () => control.value,
    show: (stored) => {
      control.value = stored ?? defaultValue;
    },
  };
}

/** A checkbox, stored as `true` or `false`. */
function flag(key: string): Field {
  const [box] = boxesOf(key);
  if (box === undefined) throw new Error(`index.html has no checkbox named ${key}`);
  return {
    key,
    read: () => String(box.checked),
    show: (stored) => {
      box.checked = stored === "true";
    },
  };
}

/**
 * A group of checkboxes, stored as JSON such as `{"orders":true}`. Properties that the form does not have are
 * kept, because other applications may use them.
 */
function flags(key: string): Field {
  let stored: object = {};
  return {
    key,
    read: () =>
      JSON.stringify({
        ...stored,
        ...Object.fromEntries(boxesOf(key).map((box) => [box.value, box.checked])),
      }),
    show: (text) => {
      stored = parseObject(text);
      const on = new Map(Object.entries(stored));
      for (const box of boxesOf(key)) box.checked = on.get(box.value) === true;
    },
  };
}

function boxesOf(key: string): readonly HTMLInputElement[] {
  return Array.from(elements)
    .filter((control) => control instanceof HTMLInputElement)
    .filter(({ name }) => name === key);
}

function parseObject(text: string | null): object {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

export const theme = text("preferences.theme", "system");

export const fields: readonly Field[] = [
  text("preferences.displayName", ""),
  theme,
  text("preferences.language", "en"),
  flag("preferences.newsletter"),
  flags("preferences.notices"),
];
