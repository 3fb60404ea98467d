import type { ErrorObject } from "ajv";
import type { ValueProblem } from "../typed-key.js";
import { requirementOf } from "./requirements.js";

/** Words the problem of a value for the person who entered it. Never contains the value. */
export function explain({ keyword, params, instancePath }: ErrorObject): ValueProblem {
  const path = instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const { requirement, general = requirement } = requirementOf(keyword, params);
  const place = path.length === 0 ? "The value" : `The value at ${path.join(".")}`;
  const generalPlace = path.length === 0 ? "The value" : "A part of the value";
  return { message: `${place} ${requirement}.`, summary: `${generalPlace} ${general}.`, path };
}
