import type { CallOptions } from "../../metadata/source.js";
import type { Entry } from "../../metadata/input.js";
import type { ZitadelResponse } from "../client/call.js";
import type { MetadataPage } from "../codec.js";

/** What one page is asked for: rows from `offset` on, in the API's own order or the opposite one. */
export interface PageRequest {
  readonly offset: number;
  readonly limit: number;
  readonly asc: boolean;
}

/** ZITADEL's API of users and their metadata, in one of its versions. */
export interface UserApi {
  /** Whether a list without rows can also mean a user whom the caller may not read. */
  readonly emptyMayMeanForbidden: boolean;
  list(ownerId: string, page: PageRequest, asking: CallOptions): Promise<ZitadelResponse>;
  decodePage(body: unknown, ownerId: string): MetadataPage;
  set(ownerId: string, entries: readonly Entry[], asking: CallOptions): Promise<ZitadelResponse>;
  remove(ownerId: string, keys: readonly string[], asking: CallOptions): Promise<ZitadelResponse>;
  /** Removes keys whether or not they exist: what is answered does not tell. Undefined where the version has no such call. */
  deleteIfPresent?(ownerId: string, keys: readonly string[], asking: CallOptions): Promise<ZitadelResponse>;
  getUser(userId: string, asking: CallOptions): Promise<ZitadelResponse>;
  /** Those of the users (at most 1,000) whom the credential may see. */
  listUsers(userIds: readonly string[], asking: CallOptions): Promise<ZitadelResponse>;
}

/** Does something with the version that this ZITADEL has; until the signal, it is found out which. */
export type WithApi = <T>(use: (api: UserApi) => Promise<T>, signal?: AbortSignal) => Promise<T>;
