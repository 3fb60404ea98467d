import { catchFailure, Failure, type FailureCode } from "../../../lib/failure.js";
import type { MetadataEntry } from "../../../metadata/entry.js";
import { sizeLimitFailure } from "../../../metadata/read-limits.js";
import type { LoadResult, ReadOptions } from "../../../metadata/source.js";
import { decodeClaim, metadataScope } from "../../codec.js";
import type { CallerCallOptions, Userinfo } from "../../oidc/userinfo.js";
import type { RecentWrites } from "../write/recent-writes.js";

/** A read of the caller's own metadata with the caller's own token. */
export type SelfReadOptions = ReadOptions & CallerCallOptions;

/** Reads the caller's own metadata. Returns its Failures and throws only bugs. */
export type SelfReader = (options: SelfReadOptions) => Promise<LoadResult>;

/** A source of the caller's own metadata. */
export interface SelfReadStrategy {
  readonly read: SelfReader;
  /** Whether the source has dates and reflects writes immediately. The other sources are cheaper. */
  readonly isConsistent: boolean;
}

/**
 * Failures after which another source may succeed: it needs a different scope, or returns the entries in
 * pages.
 */
const retryableCodes = new Set<FailureCode>(["INSUFFICIENT_SCOPE", "REQUEST_TOO_LARGE"]);

/**
 * Reads the caller's own metadata from the first source that succeeds. If dates are requested, consistent
 * sources come first. After a recent write to the caller, the list comes first.
 */
export function createSelfReader(
  sources: readonly SelfReadStrategy[],
  list: SelfReadStrategy,
  recentWrites: RecentWrites,
  maxUserBytes: number,
): SelfReader {
  const consistentFirst = sources.toSorted((a, b) => Number(b.isConsistent) - Number(a.isConsistent));
  const listFirst = [list, ...sources.filter((source) => source !== list)];

  function strategiesFor({ withDates, credential }: SelfReadOptions): readonly SelfReadStrategy[] {
    if (recentWrites.has(credential.id)) return listFirst;
    return withDates ? consistentFirst : sources;
  }

  return async (options) => {
    const failures: Failure[] = [];
    const strategies = strategiesFor(options);
    for (const { read } of strategies) {
      const loaded = await read(options);
      if (!(loaded instanceof Failure))
        return sizeLimitFailure(visibleEntries(loaded, options), maxUserBytes) ?? loaded;
      // In an order other than the configured one, a source that fails with FORBIDDEN or MISCONFIGURED is
      // skipped: a configured source may still succeed.
      const wasPreferred =
        strategies !== sources && (loaded.code === "FORBIDDEN" || loaded.code === "MISCONFIGURED");
      if (!retryableCodes.has(loaded.code) && !wasPreferred) return loaded;
      failures.push(loaded);
    }
    return failures.find(({ code }) => code !== "INSUFFICIENT_SCOPE") ?? insufficientScope(failures);
  };
}

/** Hidden entries do not count towards the size limit. */
function visibleEntries(
  entries: readonly MetadataEntry[],
  { isVisible }: SelfReadOptions,
): readonly MetadataEntry[] {
  return entries.filter(({ userId, key }) => isVisible(userId, key));
}

/**
 * Failure that names the scope of every source. Any one of them is sufficient; the details contain the first.
 */
function insufficientScope(failures: readonly Failure[]): Failure {
  const [first] = failures;
  if (first === undefined)
    throw new TypeError("at least one source for the caller's own metadata is required");
  if (failures.length === 1) return first;
  const scopes = failures.map(({ details }) => details.scope).join(" or ");
  return new Failure(
    "INSUFFICIENT_SCOPE",
    `The access token lacks the scope to read its own user's metadata. The application must request the scope ${scopes} at login.`,
    first.details,
  );
}

/**
 * Reads the caller's own metadata from userinfo with one call. The token needs no role and no audience.
 * Entries have no dates, and a write takes some milliseconds to appear.
 */
export function createUserinfoReader(userinfo: Userinfo): SelfReader {
  return async (options) => {
    const { isVisible } = options;
    const { id, hasMetadataScope } = options.credential;
    if (hasMetadataScope === false) return missingMetadataScope();
    const claims = await catchFailure(userinfo.getForCaller(options));
    if (claims instanceof Failure) return claims;
    if (claims.sub !== id) {
      return new Failure(
        "UNAUTHENTICATED",
        "ZITADEL's userinfo endpoint returned another user than the access token's.",
      );
    }
    const entries = decodeClaim(claims[metadataScope], id);
    if (entries instanceof Failure || entries.some(({ key }) => isVisible(id, key))) return entries;
    // ZITADEL omits an empty claim. A missing claim means no metadata or a missing scope. A claim with hidden
    // entries only is treated the same, so that the result does not reveal them.
    return hasMetadataScope === true ? [] : missingMetadataScope();
  };
}

/**
 * Reads the caller's own metadata from the verified token. Makes no call; the data is as old as the token.
 */
export const readClaims: SelfReader = ({ credential: { id, metadataClaim }, isVisible }) => {
  const entries = decodeClaim(metadataClaim, id);
  // The claim is also present if all its entries are hidden. The result must not reveal that they exist.
  const isResult = entries instanceof Failure || entries.some(({ key }) => isVisible(id, key));
  return Promise.resolve(isResult ? entries : missingMetadataScope());
};

/** Failure of sources that need the metadata scope, for tokens without it. */
function missingMetadataScope(): Failure {
  return new Failure(
    "INSUFFICIENT_SCOPE",
    `The access token does not grant access to user metadata. The application must request the scope ${metadataScope} at login.`,
    { scope: metadataScope },
  );
}
