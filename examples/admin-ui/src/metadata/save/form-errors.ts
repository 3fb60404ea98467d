import type { UserErrorFragment } from "../../graph/generated/operations";
import { isKnown, messageOf } from "./user-error-messages";

export interface FormErrors {
  readonly key?: string;
  readonly value?: string;
  /** Errors that do not belong to a field. */
  readonly form: readonly string[];
  /** Errors with a code that this app does not know. */
  readonly unknown: readonly string[];
}

/** Assigns each error to the form field that its path names. */
export function formErrorsOf(errors: readonly UserErrorFragment[]): FormErrors {
  const at = (location: Location): string[] =>
    errors.filter((error) => locationOf(error) === location).map(messageOf);
  const key = at("key").join(" ");
  const value = at("value").join(" ");
  return {
    ...(key !== "" && { key }),
    ...(value !== "" && { value }),
    form: at("form"),
    unknown: at("unknown"),
  };
}

type Location = "key" | "value" | "form" | "unknown";

function locationOf(error: UserErrorFragment): Location {
  if (!isKnown(error)) return "unknown";
  const [list, , name] = error.field ?? [];
  if (list !== "set") return "form";
  if (name === "key") return "key";
  return name === "value" || name === "valueBase64" ? "value" : "form";
}
