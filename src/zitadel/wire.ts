import { Failure } from "../lib/failure.js";
import { readBase64 } from "../metadata/base64.js";
import type { MetadataEntry } from "../metadata/entry.js";
import { compareKeys } from "../metadata/key.js";
import type { NewEntry } from "../metadata/new-entries.js";

/** The claim, and the scope that asks for it. */
export const metadataScope = "urn:zitadel:iam:user:metadata";
/** The scope that makes an access token good for ZITADEL's own APIs. */
export const audienceScope = "urn:zitadel:iam:org:project:id:zitadel:aud";

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One page of a v2 metadata list: `total` counts all pages, rows withheld included. */
export interface MetadataPage {
  readonly total: number;
  readonly entries: readonly MetadataEntry[];
}

/** `{pagination: {totalResult}, metadata: [{key, value, creationDate, changeDate}]}`, without what is zero or empty. */
export function decodePage(body: unknown, ownerId: string): MetadataPage {
  if (!isObject(body)) throw malformed("a metadata list");
  const pagination = body["pagination"] ?? {};
  const rows = body["metadata"] ?? [];
  if (!isObject(pagination) || !Array.isArray(rows)) throw malformed("a metadata list");
  // 64-bit integers are strings in ZITADEL's JSON.
  const total = Number(pagination["totalResult"] ?? 0);
  if (!Number.isSafeInteger(total) || total < 0) throw malformed("a metadata list");
  return { total, entries: rows.map((row: unknown) => decodeRow(row, ownerId)) };
}

function decodeRow(row: unknown, ownerId: string): MetadataEntry {
  if (!isObject(row)) throw malformed("a metadata list");
  const { key, creationDate, changeDate } = row;
  if (typeof key !== "string" || !isDate(creationDate) || !isDate(changeDate))
    throw malformed("a metadata list");
  return {
    ownerId,
    key,
    bytes: decodeValue(row["value"] ?? "", "a metadata list"),
    createdAt: creationDate ?? null,
    updatedAt: changeDate ?? null,
  };
}

/** The entries of a token's or userinfo's metadata claim, ordered by key; undefined when the claim is absent. */
export function decodeClaim(
  claims: Readonly<Record<string, unknown>>,
  ownerId: string,
): readonly MetadataEntry[] | undefined {
  const claim = claims[metadataScope];
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
  const bytes = typeof value === "string" ? readBase64(value) : undefined;
  if (bytes === undefined) throw malformed(what);
  return bytes;
}

function isDate(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

export function encodeEntries(entries: readonly NewEntry[]): readonly { key: string; value: string }[] {
  return entries.map(({ key, bytes }) => ({ key, value: bytes.toString("base64") }));
}

function malformed(what: string): Failure {
  return new Failure(
    "UPSTREAM_MALFORMED",
    `ZITADEL's answer should be ${what} and is not one that we can read.`,
  );
}
