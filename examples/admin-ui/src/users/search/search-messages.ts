import type { ErrorMessage } from "../../graph/error-messages";
import type { Failure } from "../../graph/failure";

const byCode: ReadonlyMap<string, ErrorMessage> = new Map([
  [
    "FORBIDDEN",
    {
      title: "You do not have permission to search this key",
      advice: "Search another key, or contact an administrator of your organization.",
    },
  ],
  [
    "TOO_MANY_MATCHES",
    {
      title: "Too many users have this value",
      advice: "Search for a value that fewer users have.",
    },
  ],
  [
    "NOT_SUPPORTED",
    {
      title: "The server cannot search for this value",
      advice: "Search for a shorter value, or contact the operator of this page.",
    },
  ],
  [
    "GRAPHQL_VALIDATION_FAILED",
    {
      title: "The server does not have this search",
      advice: "Contact the operator of this page, who can enable it.",
    },
  ],
]);

/** The message for a failure that has a special meaning for a search; undefined for all others. */
export function searchMessageOf({ code = "" }: Failure): ErrorMessage | undefined {
  return byCode.get(code);
}
