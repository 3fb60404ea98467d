import { Failure } from "../lib/failure.js";
import type { Discovery } from "../zitadel/discovery.js";

/** Whether requests can be served, and if not, why: a code, never an address or a text of ZITADEL's. */
export type Health = () => Promise<{
  readonly ready: boolean;
  readonly status: string;
  readonly code?: string;
}>;

/** Ready once ZITADEL's discovery document was read. */
export function createHealth(discovery: Discovery): Health {
  return async () => {
    try {
      await discovery();
      return { ready: true, status: "ok" };
    } catch (error) {
      return {
        ready: false,
        status: "waiting for ZITADEL",
        code: error instanceof Failure ? error.code : "INTERNAL_SERVER_ERROR",
      };
    }
  };
}
