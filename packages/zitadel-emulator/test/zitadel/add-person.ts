import { z } from "zod";
import type { CallZitadel } from "./public-api.js";
import type { AddedUser } from "./test-zitadel.js";

/** The password of all people in tests. */
export const testPassword = "Password1!";
// ZITADEL accepts requests of about 4 MiB, and base64 adds a third.
const bytesPerCall = 2_500_000;
const entriesPerCall = 500;

/** Adds a person through the public API and returns the id. */
export async function addPerson(
  call: CallZitadel,
  userName: string,
  { name, organizationId, ...user }: AddedUser & { readonly name: string; readonly organizationId: string },
): Promise<string> {
  const [givenName = name, familyName = "x"] = name.split("-");
  const created = await call({
    path: "/v2/users/human",
    json: {
      username: userName,
      organization: { orgId: organizationId },
      profile: { givenName: user.givenName ?? givenName, familyName: user.familyName ?? familyName },
      email: { email: `${userName}@example.com`, isVerified: true },
      password: { password: testPassword, changeRequired: false },
    },
  });
  const { userId } = z.object({ userId: z.string() }).parse(created);
  const entries = Object.entries(user.metadata ?? {}).map(([key, value]) => ({
    key,
    value: Buffer.from(value).toString("base64"),
  }));
  for (const metadata of chunksOf(entries))
    await call({ path: `/v2/users/${userId}/metadata`, json: { metadata } });
  // A list waits until ZITADEL's projections contain the last write; userinfo does not.
  await call({ path: `/v2/users/${userId}/metadata/search`, json: { pagination: { limit: 1 } } });
  return userId;
}

/** The metadata of a user with at most one page of entries. */
export async function readMetadata(call: CallZitadel, userId: string): Promise<Map<string, Uint8Array>> {
  const json = { pagination: { limit: 1000 } };
  const page = listed.parse(await call({ path: `/v2/users/${userId}/metadata/search`, json }));
  return new Map(page.metadata.map(({ key, value }) => [key, Buffer.from(value, "base64")]));
}

const listed = z.object({
  metadata: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
});

function chunksOf<T extends { readonly value: string }>(entries: readonly T[]): T[][] {
  const chunks: T[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    const last = chunks.at(-1);
    bytes += entry.value.length;
    if (last === undefined || last.length === entriesPerCall || bytes > bytesPerCall) {
      chunks.push([entry]);
      bytes = entry.value.length;
    } else {
      last.push(entry);
    }
  }
  return chunks;
}
