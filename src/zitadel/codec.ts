import { Failure } from "../lib/failure.js";
import { decodeBase64, type MetadataEntry } from "../metadata/entry.js";
import { compareKeys } from "../metadata/key.js";
import type { Entry } from "../metadata/input.js";
import type { LoadResult } from "../metadata/source.js";

/** Name of the metadata claim, and of the scope that requests it. */
export const metadataScope = "urn:zitadel:iam:user:metadata";
/** The scope that makes an access token valid for ZITADEL's own APIs. */
export const audienceScope = "urn:zitadel:iam:org:project:id:zitadel:aud";

/** The scope that makes an access token valid for a project's APIs. */
export function projectAudienceScope(projectId: string): string {
  return `urn:zitadel:iam:org:project:id:${projectId}:aud`;
}

/** The claim with the user's roles in a project: `{role: {organization id: domain of the organization}}`. */
export function rolesClaim(projectId: string): string {
  return `urn:zitadel:iam:org:project:${projectId}:roles`;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export type ApiVersion = "v1" | "v2";

/**
 * One page of a metadata list. `total` counts the rows of all pages, including those that ZITADEL withholds.
 */
export interface MetadataPage {
  /** The version of ZITADEL's API. Offsets of one version mean nothing to the other. */
  readonly version: ApiVersion;
  readonly total: number;
  readonly entries: readonly MetadataEntry[];
}

/** Field names of a metadata list by API version. ZITADEL omits fields that are zero or empty. */
const pageShapes = {
  /** `{pagination: {totalResult}, metadata: [{key, value, creationDate, changeDate}]}` */
  v2: { totals: "pagination", rows: "metadata", dates: undefined },
  /** `{details: {totalResult}, result: [{key, value, details: {creationDate, changeDate}}]}` */
  v1: { totals: "details", rows: "result", dates: "details" },
} as const;

export function decodePage(body: unknown, userId: string, version: ApiVersion): MetadataPage {
  const shape = pageShapes[version];
  if (!isObject(body)) throw malformed("metadata list");
  // Every page has them, unlike the JSON page of a proxy, which must not be taken for an empty list.
  const totals = body[shape.totals];
  const rows = body[shape.rows] ?? [];
  if (!isObject(totals) || !Array.isArray(rows)) throw malformed("metadata list");
  // 64-bit integers are strings in ZITADEL's JSON.
  const total = Number(totals["totalResult"] ?? 0);
  if (!Number.isSafeInteger(total) || total < 0) throw malformed("metadata list");
  return { version, total, entries: rows.map((row: unknown) => decodeRow(row, userId, shape.dates)) };
}

function decodeRow(row: unknown, userId: string, datesField: string | undefined): MetadataEntry {
  if (!isObject(row)) throw malformed("metadata list");
  const { key, value = "" } = row;
  const dates = datesField === undefined ? row : row[datesField];
  const bytes = decodeValue(value);
  if (typeof key !== "string" || bytes === undefined || !isObject(dates)) throw malformed("metadata list");
  return {
    userId,
    key,
    bytes,
    createdAt: decodeDate(dates["creationDate"]),
    updatedAt: decodeDate(dates["changeDate"]),
  };
}

/** The entries of a token's or userinfo's metadata claim, ordered by key; none if the claim is absent. */
export function decodeClaim(claim: unknown, userId: string): LoadResult {
  if (claim === undefined) return [];
  if (!isObject(claim)) return malformed("metadata claim");
  const entries: MetadataEntry[] = [];
  for (const [key, value] of Object.entries(claim)) {
    const bytes = decodeValue(value);
    if (bytes === undefined) return malformed("metadata claim");
    entries.push({ userId, key, bytes, createdAt: null, updatedAt: null });
  }
  return entries.sort((a, b) => compareKeys(a.key, b.key));
}

function decodeValue(value: unknown): Buffer | undefined {
  return typeof value === "string" ? decodeBase64(value) : undefined;
}

function decodeDate(value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value !== "string") throw malformed("metadata list");
  return value;
}

/** A search of the v2 user service for at most 1,000 users. */
export function encodeUserIds(userIds: readonly string[]): unknown {
  return { query: { limit: 1000 }, queries: [{ inUserIdsQuery: { userIds } }] };
}

export function encodeEntries(entries: readonly Entry[]): readonly { key: string; value: string }[] {
  return entries.map(({ key, bytes }) => ({ key, value: bytes.toString("base64") }));
}

function malformed(expected: string): Failure {
  return new Failure("UPSTREAM_INVALID_RESPONSE", `ZITADEL's response is not a valid ${expected}.`);
}
