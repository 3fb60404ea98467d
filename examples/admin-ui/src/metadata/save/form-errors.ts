import type { UserErrorFragment, UserMetadataErrorCode } from "../../graph/generated/operations";

type KnownCode = Exclude<UserMetadataErrorCode, "%future added value">;

/** The codes of this page's schema. A newer server may have more: those are no mistake of the person, as far as we know. */
const known: ReadonlySet<string> = new Set(
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
  /** About no field of the form. */
  readonly form: readonly string[];
  /** With a code that this page does not know. */
  readonly unknown: readonly string[];
}

/** Puts each error to the field of the form that its path means. */
export function formErrorsOf(errors: readonly UserErrorFragment[]): FormErrors {
  const at = (field: Place): string[] =>
    errors.filter((error) => placeOf(error) === field).map(({ message }) => message);
  const key = at("key").join(" ");
  const value = at("value").join(" ");
  return {
    ...(key !== "" && { key }),
    ...(value !== "" && { value }),
    form: at("form"),
    unknown: at("unknown"),
  };
}

type Place = "key" | "value" | "form" | "unknown";

function placeOf({ code, field }: UserErrorFragment): Place {
  if (!known.has(code)) return "unknown";
  const [list, , name] = field ?? [];
  if (list !== "entries") return "form";
  if (name === "key") return "key";
  return name === "value" || name === "valueBase64" ? "value" : "form";
}
