import type { ErrorObject } from "ajv";
import type { ValueProblem } from "../typed-key.js";

const maxListed = 10;

/** Words the problem of a value for the person who entered it. Never contains the value. */
export function explain({ keyword, params, message, instancePath }: ErrorObject): ValueProblem {
  const path = instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const place = path.length === 0 ? "The value" : `The value at ${path.join(".")}`;
  return { message: `${place} ${requirementOf(keyword, params, message)}.`, path };
}

function requirementOf(
  keyword: string,
  params: Readonly<Record<string, unknown>>,
  message: string | undefined,
): string {
  switch (keyword) {
    case "type":
      return `must be of type ${[params["type"]].flat().join(" or ")}`;
    case "enum":
      return `must be one of ${list(params["allowedValues"])}`;
    case "const":
      return `must be ${JSON.stringify(params["allowedValue"])}`;
    case "additionalProperties":
      return `must not have the property ${JSON.stringify(params["additionalProperty"])}`;
    case "unevaluatedProperties":
      return `must not have the property ${JSON.stringify(params["unevaluatedProperty"])}`;
    case "required":
      return `must have the property ${JSON.stringify(params["missingProperty"])}`;
    case "format":
      return `must have the format ${String(params["format"])}`;
    case "pattern":
      return `must match the pattern ${String(params["pattern"])}`;
    case "uniqueItems":
      return "must not have duplicate items";
    default:
      return message ?? "does not match the schema";
  }
}

function list(values: unknown): string {
  if (!Array.isArray(values)) return "the values of the schema";
  const shown = values
    .slice(0, maxListed)
    .map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
  return values.length > maxListed ? `${shown.join(", ")} …` : shown.join(", ");
}
