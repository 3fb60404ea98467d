import { Failure } from "../lib/failure.js";
import { decodeBase64 } from "../metadata/base64.js";
import type { MetadataEntry } from "../metadata/entry.js";
import { compareKeys } from "../metadata/key.js";
import type { Entry } from "../metadata/input.js";

/** The claim, and the scope that asks for it. */
export const metadataScope = "urn:zitadel:iam:user:metadata";
/** The scope that makes an access token good for ZITADEL's own APIs. */
export const audienceScope = "urn:zitadel:iam:org:project:id:zitadel:aud";

/** The scope that makes an access token good for a project's APIs. */
export function projectAudienceScope(projectId: string): string {
  return `urn:zitadel:iam:org:project:id:${projectId}:aud`;
}

/** The claim that holds somebody's roles in a project: `{role: {organisation id: its domain}}`. */
export function rolesClaim(projectId: string): string {
  return `urn:zitadel:iam:org:project:${projectId}:roles`;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One page of a metadata list: `total` counts all pages, rows withheld included. */
export interface MetadataPage {
  readonly total: number;
  readonly entries: readonly MetadataEntry[];
}

/** Where each version of the API has what it is about; what is zero or empty is left out. */
const pageShapes = {
  /** `{pagination: {totalResult}, metadata: [{key, value, creationDate, changeDate}]}` */
  v2: { totals: "pagination", rows: "metadata", dates: undefined },
  /** `{details: {totalResult}, result: [{key, value, details: {creationDate, changeDate}}]}` */
  v1: { totals: "details", rows: "result", dates: "details" },
} as const;

export function decodePage(body: unknown, ownerId: string, version: keyof typeof pageShapes): MetadataPage {
  const shape = pageShapes[version];
  if (!isObject(body)) throw malformed("a metadata list");
  const totals = body[shape.totals] ?? {};
  const rows = body[shape.rows] ?? [];
  if (!isObject(totals) || !Array.isArray(rows)) throw malformed("a metadata list");
  // 64-bit integers are strings in ZITADEL's JSON.
  const total = Number(totals["totalResult"] ?? 0);
  if (!Number.isSafeInteger(total) || total < 0) throw malformed("a metadata list");
  return { total, entries: rows.map((row: unknown) => decodeRow(row, ownerId, shape.dates)) };
}

function decodeRow(row: unknown, ownerId: string, datesAt: string | undefined): MetadataEntry {
  if (!isObject(row)) throw malformed("a metadata list");
  const { key, value = "" } = row;
  const dates = datesAt === undefined ? row : row[datesAt];
  if (typeof key !== "string" || !isObject(dates)) throw malformed("a metadata list");
  return {
    ownerId,
    key,
    bytes: decodeValue(value, "a metadata list"),
    createdAt: decodeDate(dates["creationDate"]),
    updatedAt: decodeDate(dates["changeDate"]),
  };
}

/** The entries of a token's or userinfo's metadata claim, ordered by key; undefined when the claim is absent. */
export function decodeClaim(claim: unknown, ownerId: string): readonly MetadataEntry[] | undefined {
  if (claim === undefined) return undefined;
  if (!isObject(claim)) throw malformed("a metadata claim");
  return Object.entries(claim)
    .map(([key, value]) => ({
      ownerId,
      key,
      bytes: decodeValue(value, "a metadata claim"),
      createdAt: null,
      updatedAt: null,
    }))
    .sort((a, b) => compareKeys(a.key, b.key));
}

function decodeValue(value: unknown, what: string): Buffer {
  const bytes = typeof value === "string" ? decodeBase64(value) : undefined;
  if (bytes === undefined) throw malformed(what);
  return bytes;
}

function decodeDate(value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value !== "string") throw malformed("a metadata list");
  return value;
}

/** A search of the v2 user service for these users, at most 1,000. */
export function encodeUserIds(userIds: readonly string[]): unknown {
  return { query: { limit: 1000 }, queries: [{ inUserIdsQuery: { userIds } }] };
}

/** `{result: [{userId, details: {resourceOwner}}]}` → the organisations by user id. */
export function decodeOrganisations(body: unknown): ReadonlyMap<string, string> {
  const rows = isObject(body) ? (body["result"] ?? []) : undefined;
  if (!Array.isArray(rows)) throw malformed("a list of users");
  return new Map(
    rows.map((row: unknown) => {
      const { userId, details } = isObject(row) ? row : {};
      const organisation = isObject(details) ? details["resourceOwner"] : undefined;
      if (typeof userId !== "string" || typeof organisation !== "string") throw malformed("a list of users");
      return [userId, organisation];
    }),
  );
}

export function encodeEntries(entries: readonly Entry[]): readonly { key: string; value: string }[] {
  return entries.map(({ key, bytes }) => ({ key, value: bytes.toString("base64") }));
}

function malformed(what: string): Failure {
  return new Failure(
    "UPSTREAM_INVALID_RESPONSE",
    `ZITADEL's answer should be ${what} and is not one that we can read.`,
  );
}
