import { create } from "./page.js";
import { choicesOf, flagsOf, type Option, type ValueSchema } from "./value-schema.js";

/** A form control, or a group of them, for the stored text of one key. */
export interface Control {
  readonly element: HTMLElement;
  /** Displays a stored text. */
  readonly show: (text: string) => void;
  /** Returns the text to store; empty if there is no value. */
  readonly read: () => string;
}

/** Creates the control for a JSON Schema. */
export function createControl(schema: ValueSchema): Control {
  const choices = choicesOf(schema);
  const flags = flagsOf(schema);
  if (choices !== undefined) return select(choices);
  if (flags !== undefined) return checkboxes(flags);
  switch (schema.type) {
    case "string":
      return schema.format === "date-time" ? dateTime() : plain(create("input", {}));
    case "boolean":
      return toggle();
    case "integer":
    case "number":
      return plain(create("input", { type: "number", step: schema.type === "integer" ? "1" : "any" }));
    case "array":
      return schema.items === undefined ? json() : lines();
    case undefined:
    default:
      return json();
  }
}

/** A control whose value is the stored text. */
function plain(element: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement): Control {
  return {
    element,
    read: () => element.value,
    show: (text) => {
      element.value = text;
    },
  };
}

function json(): Control {
  return plain(create("textarea", { rows: 4, spellcheck: false }));
}

function select(choices: readonly Option[]): Control {
  const options = [{ value: "", label: "" }, ...choices];
  return plain(create("select", {}, ...options.map(({ value, label }) => new Option(label, value))));
}

/** Stored as `true` or `false`. */
function toggle(): Control {
  const element = create("input", { type: "checkbox", role: "switch" });
  return {
    element,
    read: () => String(element.checked),
    show: (text) => {
      element.checked = text === "true";
    },
  };
}

/** Displayed in the time zone of the browser. */
function dateTime(): Control {
  const element = create("input", { type: "datetime-local" });
  const timeOf = (text: string, offset = 0): string => {
    const time = Date.parse(text);
    return Number.isNaN(time) ? "" : new Date(time - offset).toISOString();
  };
  return {
    element,
    read: () => timeOf(element.value),
    show: (text) => {
      element.value = timeOf(text, new Date(text).getTimezoneOffset() * 60_000).slice(0, 19);
    },
  };
}

/** A JSON array of texts, one per line. */
function lines(): Control {
  const element = create("textarea", { rows: 3 });
  return {
    element,
    read: () => {
      const items = element.value.split("\n").map((line) => line.trim());
      return JSON.stringify(items.filter((item) => item !== ""));
    },
    show: (text) => {
      const items = parseJson(text);
      element.value = Array.isArray(items) ? items.join("\n") : "";
    },
  };
}

/**
 * A JSON object of booleans. Properties that the schema does not have are kept, because other applications may
 * use them.
 */
function checkboxes(flags: readonly Option[]): Control {
  let stored: object = {};
  const boxes = flags.map(({ value }) => create("input", { type: "checkbox", value }));
  const labels = flags.map(({ label }, n) => create("label", {}, boxes[n] ?? "", label));
  return {
    element: create("div", { className: "choices", role: "group" }, ...labels),
    read: () =>
      JSON.stringify({ ...stored, ...Object.fromEntries(boxes.map((box) => [box.value, box.checked])) }),
    show: (text) => {
      const value = parseJson(text);
      stored = typeof value === "object" && value !== null ? value : {};
      const on = new Map(Object.entries(stored));
      for (const box of boxes) box.checked = on.get(box.value) === true;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
