import type { UserErrorFragment, UserMetadataErrorCode } from "../../graph/generated/operations";

type KnownCode = Exclude<UserMetadataErrorCode, "%future added value">;

/** The codes in this app's schema. Other codes come from a newer server and may not be input errors. */
const knownCodes: ReadonlySet<string> = new Set(
  Object.keys({
    USER_NOT_FOUND: true,
    EMPTY_INPUT: true,
    TOO_MANY_ENTRIES: true,
    KEY_REQUIRED: true,
    KEY_TOO_LONG: true,
    KEY_INVALID: true,
    DUPLICATE_KEY: true,
    KEY_NOT_WRITABLE: true,
    VALUE_REQUIRED: true,
    VALUE_AMBIGUOUS: true,
    VALUE_EMPTY: true,
    VALUE_TOO_LARGE: true,
    VALUE_INVALID: true,
  } satisfies Record<KnownCode, true>),
);

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
    errors.filter((error) => locationOf(error) === location).map(({ message }) => message);
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

function locationOf({ code, field }: UserErrorFragment): Location {
  if (!knownCodes.has(code)) return "unknown";
  const [list, , name] = field ?? [];
  if (list !== "entries") return "form";
  if (name === "key") return "key";
  return name === "value" || name === "valueBase64" ? "value" : "form";
}
