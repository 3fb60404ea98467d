import { givenAt, metadataKeys, valueOf } from "../people.js";
import type { Entry } from "./requests.js";

/** Of all users. */
export const organizationId = "330000000000000004";
/** So many users can have been written to; what was written first is forgotten. */
const mostWritten = 10_000;

/** What the stand-in says. Built as text: it must never be what limits a contender. */
export interface Answers {
  list(owner: string): string;
  userinfo(owner: string): string;
  set(owner: string, entries: readonly Entry[]): string;
  /** The users of these ids, whom everybody may see. */
  users(owners: readonly string[]): string;
}

export function createAnswers(): Answers {
  const written = new Map<string, Map<string, string>>();

  const base64Of = (owner: string, key: string, encoding: "base64" | "base64url"): string =>
    Buffer.from(written.get(owner)?.get(key) ?? valueOf(owner, key)).toString(encoding);

  return {
    list(owner) {
      const date = new Date(givenAt(owner)).toISOString();
      const dates = `"creationDate":"${date}","changeDate":"${date}"`;
      const rows = metadataKeys.map(
        (key) => `{${dates},"key":"${key}","value":"${base64Of(owner, key, "base64")}"}`,
      );
      const total = `{"totalResult":"${metadataKeys.length}","appliedLimit":"1000"}`;
      return `{"pagination":${total},"metadata":[${rows.join(",")}]}`;
    },
    userinfo(owner) {
      const claim = metadataKeys.map((key) => `"${key}":"${base64Of(owner, key, "base64url")}"`);
      return `{"sub":"${owner}","urn:zitadel:iam:user:metadata":{${claim.join(",")}}}`;
    },
    set(owner, entries) {
      const values = new Map(written.get(owner));
      for (const { key, value } of entries) values.set(key, Buffer.from(value, "base64").toString());
      written.delete(owner);
      written.set(owner, values);
      const [oldest] = written.keys();
      if (written.size > mostWritten && oldest !== undefined) written.delete(oldest);
      return `{"setDate":"2026-02-03T04:05:06.789012Z"}`;
    },
    users(owners) {
      const rows = owners.map(
        (owner) =>
          `{"userId":"${owner}","details":{"sequence":"7","resourceOwner":"${organizationId}"},"state":"USER_STATE_ACTIVE","username":"${owner}@example.com","loginNames":["${owner}@example.com"]}`,
      );
      return `{"details":{"totalResult":"${owners.length}"},"result":[${rows.join(",")}]}`;
    },
  };
}
