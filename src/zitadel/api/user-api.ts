import type { CallOptions } from "../../metadata/source.js";
import type { Entry } from "../../metadata/input.js";
import type { ZitadelResponse } from "../client/call.js";
import type { MetadataPage } from "../codec.js";

/** Position and size of a page. The order is the API's own, ascending or descending. */
export interface PageRequest {
  readonly offset: number;
  readonly limit: number;
  readonly asc: boolean;
}

/** One version of ZITADEL's API for users and their metadata. */
export interface UserApi {
  /** Whether an empty list can also mean that the caller may not read the user. */
  readonly emptyMayMeanForbidden: boolean;
  list(userId: string, page: PageRequest, options: CallOptions): Promise<ZitadelResponse>;
  decodePage(body: unknown, userId: string): MetadataPage;
  set(userId: string, entries: readonly Entry[], options: CallOptions): Promise<ZitadelResponse>;
  remove(userId: string, keys: readonly string[], options: CallOptions): Promise<ZitadelResponse>;
  /**
   * Removes keys. The response does not reveal whether they existed. Undefined if the version has no such
   * call.
   */
  deleteIfPresent?(userId: string, keys: readonly string[], options: CallOptions): Promise<ZitadelResponse>;
  getUser(userId: string, options: CallOptions): Promise<ZitadelResponse>;
  /** Lists those of the users (at most 1,000) that the credential may see. */
  listUsers(userIds: readonly string[], options: CallOptions): Promise<ZitadelResponse>;
}

/**
 * Calls `use` with the API version that ZITADEL serves. The signal cancels the wait for version detection.
 */
export type WithApi = <T>(use: (api: UserApi) => Promise<T>, signal?: AbortSignal) => Promise<T>;
