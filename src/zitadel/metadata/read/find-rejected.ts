import { catchFailure, Failure } from "../../../lib/failure.js";
import { forEachLimit } from "./for-each-limit.js";
import type { MetadataSource, ReadOptions } from "../../../metadata/source.js";
import type { Visibility } from "../../../metadata/visibility.js";
import type { ApiVersion } from "../../codec.js";
import { RowsWithheld } from "./pages.js";

type Failures = ReadonlyMap<string, Failure>;

/**
 * Finds those of the users that the credential may not read, among users whose list has no visible rows:
 * ZITADEL returns no rows for both. `versions`: the API version of each list, by user id. Returns the Failure
 * of each rejected user. If a call fails, its Failure is that of its users.
 */
export type FindRejected = (
  versions: ReadonlyMap<string, ApiVersion>,
  options: ReadOptions,
) => Promise<Failures>;

/** `concurrency`: maximum number of calls at the same time. */
export function createFindRejected(
  userExists: MetadataSource["userExists"],
  visibility: Visibility,
  concurrency: number,
): FindRejected {
  /** One call for each user: v1 can show users whose metadata it withholds. */
  async function findInV1(userIds: readonly string[], options: ReadOptions): Promise<Failures> {
    const rejected = new Map<string, Failure>();
    await forEachLimit(concurrency, userIds, async (id) => {
      const exists = await catchFailure(userExists(id, options));
      if (exists instanceof Failure) rejected.set(id, exists);
      // A user that does not exist is not a mistake in the service user's roles.
      else if (!exists && options.credential !== "service") rejected.set(id, new RowsWithheld());
      return !(exists instanceof Failure && exists.code === "OVERLOADED");
    });
    return rejected;
  }

  /** One call for all users. The service user is required to have a role that shows it all users. */
  async function findInV2(userIds: readonly string[], options: ReadOptions): Promise<Failures> {
    const { credential } = options;
    if (credential === "service") return new Map();
    const visible = await catchFailure(visibility.visibleTo(credential, userIds, options));
    if (visible instanceof Failure) return new Map(userIds.map((id) => [id, visible]));
    return new Map(userIds.filter((id) => !visible.has(id)).map((id) => [id, new RowsWithheld()]));
  }

  return async (versions, options) => {
    const { credential } = options;
    const ownId = credential === "service" ? undefined : credential.id;
    const idsIn = (version: ApiVersion): readonly string[] =>
      [...versions].filter(([id, it]) => it === version && id !== ownId).map(([id]) => id);
    const [inV1, inV2] = await Promise.all([findInV1(idsIn("v1"), options), findInV2(idsIn("v2"), options)]);
    return new Map([...inV1, ...inV2]);
  };
}
