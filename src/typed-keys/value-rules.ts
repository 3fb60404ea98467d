import type { ValueRules } from "../metadata/value-rules.js";
import { readValue } from "./read-value.js";
import type { TypedKeys } from "./typed-key.js";

/** Requires that values match the schema of their key. */
export function createValueRules({ byKey, allowsOtherKeys }: TypedKeys): ValueRules {
  return {
    isUnique: (key) => byKey.get(key)?.isUnique === true,
    findProblem(key, bytes) {
      const typedKey = byKey.get(key);
      if (typedKey === undefined) return allowsOtherKeys ? undefined : keyNotDefined;
      const read = readValue(typedKey, bytes);
      if (!("problem" in read)) return undefined;
      const { message, path } = read.problem;
      return { code: "VALUE_NOT_VALID", message, path };
    },
  };
}

const keyNotDefined = {
  code: "KEY_NOT_DEFINED",
  message: "The schema does not define this key, and allows no other keys. It can only be deleted.",
  path: [],
} as const;
