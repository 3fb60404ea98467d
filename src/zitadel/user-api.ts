import type { Asking } from "../metadata/source.js";
import type { NewEntry } from "../metadata/new-entries.js";
import type { ZitadelAnswer } from "./call.js";
import type { MetadataPage } from "./wire.js";

/** What one page is asked for: rows from `offset` on, in the API's own order or the opposite one. */
export interface PageRequest {
  readonly offset: number;
  readonly limit: number;
  readonly asc: boolean;
}

/** ZITADEL's API of users and their metadata, in one of its versions. */
export interface UserApi {
  /** Whether a list without rows can also mean a user whom the caller may not read. */
  readonly emptyMayHide: boolean;
  list(ownerId: string, page: PageRequest, asking: Asking): Promise<ZitadelAnswer>;
  decodePage(body: unknown, ownerId: string): MetadataPage;
  set(ownerId: string, entries: readonly NewEntry[], asking: Asking): Promise<ZitadelAnswer>;
  remove(ownerId: string, keys: readonly string[], asking: Asking): Promise<ZitadelAnswer>;
  /** Removes keys whether or not they exist: what is answered does not tell. Undefined where the version has no such call. */
  removeBlindly?(ownerId: string, keys: readonly string[], asking: Asking): Promise<ZitadelAnswer>;
  getUser(userId: string, asking: Asking): Promise<ZitadelAnswer>;
  /** Those of the users (at most 1,000) whom the credential may see. */
  listUsers(userIds: readonly string[], asking: Asking): Promise<ZitadelAnswer>;
}

/** Does something with the version that this ZITADEL has; until the signal, it is found out which. */
export type WithApi = <T>(use: (api: UserApi) => Promise<T>, signal?: AbortSignal) => Promise<T>;
