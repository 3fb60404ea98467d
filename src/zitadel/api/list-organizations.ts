import { chunk } from "../../lib/chunk.js";
import type { CallOptions } from "../../metadata/source.js";
import { encodeUserIds } from "../codec.js";
import type { AuthorizedCall } from "./authorized-call.js";
import { toOrganizations } from "./decode.js";

/** ZITADEL accepts at most 1,000 ids per search. */
const idsPerCall = 1000;

/** The organizations of those of the users that the credential may see, with one call per 1,000 users. */
export async function listOrganizations(
  call: AuthorizedCall,
  url: string,
  userIds: readonly string[],
  options: CallOptions,
): Promise<ReadonlyMap<string, string>> {
  const responses = chunk(userIds, idsPerCall).map((ids) =>
    call({ kind: "listUsers", url, json: encodeUserIds(ids) }, options).then(toOrganizations),
  );
  return new Map((await Promise.all(responses)).flatMap((organizations) => [...organizations]));
}
