import type { GuardedSource } from "../../access/guarded-source.js";
import type { ForwardAuthHeader } from "../../config/config.js";
import { Failure } from "../../lib/failure.js";
import type { CallContext } from "../../metadata/caller.js";
import type { MetadataEntry } from "../../metadata/entry.js";
import { unlimitedBudget } from "../../metadata/read-limits.js";
import { encodeHeaderValue } from "./header-value.js";

/** Maximum length of a value as it is sent. Longer values are omitted. */
const maxValueLength = 1024;
/**
 * Maximum size of the headers together. With the other headers of the response they fit into 4 KiB, which is
 * as much as nginx reads by default.
 */
const maxHeadersBytes = 3 * 1024;

/** A header's name and value. */
type Header = readonly [name: string, value: string];

/**
 * The headers that describe the caller: the user id, and the values of those keys that exist and that the
 * caller may read.
 */
export async function readCallerHeaders(
  keys: readonly ForwardAuthHeader[],
  source: Pick<GuardedSource, "load" | "loadKeyRights">,
  context: CallContext,
): Promise<readonly Header[]> {
  const { id } = context.caller;
  const entries = await readEntries(keys, source, context);
  const headers: Header[] = [["X-User-Id", encodeHeaderValue(Buffer.from(id))]];
  for (const { key, header } of keys) {
    const entry = entries.find((candidate) => candidate.key === key);
    if (entry === undefined) continue;
    const value = encodeHeaderValue(entry.bytes);
    if (value.length <= maxValueLength) headers.push([header, value]);
  }
  if (sizeOf(headers) <= maxHeadersBytes) return headers;
  // Without this limit a proxy would reject the response, or the application the request. Omitting a header
  // instead would let users remove one key's header with the value of another.
  throw new Failure(
    "REQUEST_TOO_LARGE",
    `The headers with this user's metadata have more than ${maxHeadersBytes} bytes in total. Shorten the values, or list fewer keys in FORWARD_AUTH_KEYS.`,
  );
}

/** The caller's entries. Reads nothing if the rules hide all of the keys. */
async function readEntries(
  keys: readonly ForwardAuthHeader[],
  source: Pick<GuardedSource, "load" | "loadKeyRights">,
  context: CallContext,
): Promise<readonly MetadataEntry[]> {
  const { id } = context.caller;
  const rights = requireResult(await source.loadKeyRights([id], context));
  if (!keys.some(({ key }) => rights.mayRead(key))) return [];
  const options = { ...context, withDates: false, budget: unlimitedBudget };
  return requireResult(await source.load([id], options)).entries;
}

function requireResult<T>([result]: readonly (T | Failure)[]): T {
  if (result === undefined) throw new TypeError("the source returned no result for the caller");
  if (result instanceof Failure) throw result;
  return result;
}

function sizeOf(headers: readonly Header[]): number {
  return headers.reduce((sum, [name, value]) => sum + `${name}: ${value}\r\n`.length, 0);
}
