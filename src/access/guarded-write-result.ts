import type { InputProblem } from "../metadata/input.js";

/** The result of a write that did not fail. `rejected`: nothing was sent. */
export type GuardedWriteResult<T> =
  | { readonly kind: "success"; readonly visible: readonly T[] }
  | { readonly kind: "userNotFound" }
  | { readonly kind: "rejected"; readonly problems: readonly InputProblem[] };
