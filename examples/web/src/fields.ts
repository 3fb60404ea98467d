import { createControl } from "./controls.js";
import { create } from "./page.js";
import type { Definition } from "./preferences.js";
import { defaultTextOf } from "./value-schema.js";

/** A typed key in the form. */
export interface Field {
  readonly definition: Definition;
  /** The row of the form: label, control and error message. */
  readonly row: HTMLElement;
  /** Displays the stored value; the default if it is null. */
  readonly show: (text: string | null) => void;
  /** Returns the text to store; empty if there is no value. */
  readonly read: () => string;
  /** Shows the error at the control; undefined removes it. */
  readonly showProblem: (message: string | undefined) => void;
  readonly focus: () => void;
}

export function createField(definition: Definition): Field {
  const { key, schema } = definition;
  const control = createControl(schema);
  const { element } = control;
  const inputs = element.matches("div") ? Array.from(element.querySelectorAll("input")) : [element];
  for (const input of inputs) input.setAttribute("name", key);
  element.id = idOf("value", key);
  const label = createLabel(definition, element);
  const problem = create("p", { id: idOf("problem", key), className: "problem" });
  element.setAttribute("aria-describedby", problem.id);
  return {
    definition,
    row: create("div", { className: "row" }, label, create("div", {}, element, problem)),
    read: control.read,
    show: (text) => {
      control.show(text ?? defaultTextOf(schema));
    },
    showProblem: (message) => {
      problem.textContent = message ?? "";
      for (const input of inputs) input.ariaInvalid = String(message !== undefined);
    },
    focus: () => {
      inputs[0]?.focus();
    },
  };
}

/** The text that the control of this definition returns while it displays the stored one. */
export function displayedText({ schema }: Definition, text: string | null): string {
  const control = createControl(schema);
  control.show(text ?? defaultTextOf(schema));
  return control.read();
}

function createLabel({ key, title, description, isRequired }: Definition, element: HTMLElement): HTMLElement {
  const hints = [description, isRequired ? "Required." : null].filter((hint) => hint !== null);
  const content = [title ?? key, create("small", {}, hints.join(" "))];
  if (element.role !== "group") return create("label", { htmlFor: element.id }, ...content);
  const label = create("span", { id: idOf("label", key), className: "label" }, ...content);
  element.setAttribute("aria-labelledby", label.id);
  return label;
}

/** An id for attributes that list ids. Keys can contain spaces. */
function idOf(part: string, key: string): string {
  return `${part}-${encodeURIComponent(key)}`;
}
