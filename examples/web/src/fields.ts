import { element } from "./page.js";

/** A preference in the form: the key that holds it, and what its text is to the person. */
interface Field {
  readonly key: string;
  show(text: string | null): void;
  read(): string;
}

const { elements } = element("preferences", HTMLFormElement);

/** A text, or one of several. */
function text(key: string, absent: string): Field {
  const control = elements.namedItem(key);
  if (control === null || !("value" in control)) throw new Error(`index.html has no control named ${key}`);
  return {
    key,
    read: () => control.value,
    show: (stored) => {
      control.value = stored ?? absent;
    },
  };
}

/** `true` or `false`. */
function flag(key: string): Field {
  const [box] = boxesOf(key);
  if (box === undefined) throw new Error(`index.html has no box named ${key}`);
  return {
    key,
    read: () => String(box.checked),
    show: (stored) => {
      box.checked = stored === "true";
    },
  };
}

/** JSON such as `{"orders":true}`. What else is in it stays there: others may know more than this page. */
function flags(key: string): Field {
  let others: object = {};
  return {
    key,
    read: () =>
      JSON.stringify({
        ...others,
        ...Object.fromEntries(boxesOf(key).map((box) => [box.value, box.checked])),
      }),
    show: (stored) => {
      others = parseObject(stored);
      const on = new Map(Object.entries(others));
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
