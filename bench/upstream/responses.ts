import { metadataSetAt, metadataKeys, valueOf } from "../test-data.js";
import type { Entry } from "./requests.js";

/** The organization of all users. */
export const organizationId = "330000000000000004";
/** The maximum number of users whose written values are stored. The values written first are dropped. */
const maxWritten = 10_000;

/** The response bodies of the fake ZITADEL, built as text so that the fake never becomes the bottleneck. */
export interface Responses {
  list(userId: string): string;
  userinfo(userId: string): string;
  set(userId: string, entries: readonly Entry[]): string;
  /** The user with this id. */
  user(userId: string): string;
  /** The users with these ids. Every caller may see all users. */
  users(userIds: readonly string[]): string;
}

export function createResponses(): Responses {
  const written = new Map<string, Map<string, string>>();

  const base64Of = (userId: string, key: string, encoding: "base64" | "base64url"): string =>
    Buffer.from(written.get(userId)?.get(key) ?? valueOf(userId, key)).toString(encoding);

  return {
    list(userId) {
      const date = new Date(metadataSetAt(userId)).toISOString();
      const dates = `"creationDate":"${date}","changeDate":"${date}"`;
      const rows = metadataKeys.map(
        (key) => `{${dates},"key":"${key}","value":"${base64Of(userId, key, "base64")}"}`,
      );
      const total = `{"totalResult":"${metadataKeys.length}","appliedLimit":"1000"}`;
      return `{"pagination":${total},"metadata":[${rows.join(",")}]}`;
    },
    userinfo(userId) {
      const claim = metadataKeys.map((key) => `"${key}":"${base64Of(userId, key, "base64url")}"`);
      return `{"sub":"${userId}","urn:zitadel:iam:user:metadata":{${claim.join(",")}}}`;
    },
    set(userId, entries) {
      const values = new Map(written.get(userId));
      for (const { key, value } of entries) values.set(key, Buffer.from(value, "base64").toString());
      written.delete(userId);
      written.set(userId, values);
      const [oldest] = written.keys();
      if (written.size > maxWritten && oldest !== undefined) written.delete(oldest);
      return `{"setDate":"2026-02-03T04:05:06.789012Z"}`;
    },
    user: (userId) => `{"user":${encodeUser(userId)}}`,
    users(userIds) {
      const rows = userIds.map(encodeUser);
      return `{"details":{"totalResult":"${userIds.length}"},"result":[${rows.join(",")}]}`;
    },
  };
}

function encodeUser(userId: string): string {
  return `{"userId":"${userId}","details":{"sequence":"7","resourceOwner":"${organizationId}"},"state":"USER_STATE_ACTIVE","username":"${userId}@example.com","loginNames":["${userId}@example.com"]}`;
}
