import { ApolloClient, ApolloLink, InMemoryCache } from "@apollo/client";
import { of, throwError } from "rxjs";
import { expect, test } from "vitest";
import type { EntryFragment } from "../src/graph/generated/operations";
import { saveEntry } from "../src/metadata/save/save-entry";
import { entry } from "./support/entry";

const gold = entry({ value: "gold" }, "plan");
const silver = entry({ value: "silver" }, "tier");

/** A client whose writes have no response, and whose server has these entries. */
function losingResponses(...stored: readonly EntryFragment[]): ApolloClient {
  const link = new ApolloLink(({ operationName, variables }) => {
    if (operationName !== "LatestEntries") return throwError(() => new TypeError("Failed to fetch"));
    const keys: unknown = variables.keys;
    const latest = stored.filter(({ key }) => Array.isArray(keys) && keys.includes(key));
    const metadata = latest.map((it) => ({ __typename: "UserMetadataEntry", ...it }));
    return of({ data: { user: { __typename: "User", id: "1", metadata } } });
  });
  return new ApolloClient({ link, cache: new InMemoryCache() });
}

const rename = (client: ApolloClient, input: string): ReturnType<typeof saveEntry> =>
  saveEntry(client, { userId: "1", base: gold, draft: { key: "tier", mode: "text", input } });

test("retries a rename whose response was lost from the entry with the old key", async () => {
  const notRenamed = { kind: "responseLost", current: { key: "plan", digest: gold.digest } };
  expect(await rename(losingResponses(gold), "gold")).toMatchObject(notRenamed);
  expect(await rename(losingResponses(gold, silver), "gold")).toMatchObject(notRenamed);
});

test("reports an entry as renamed only if the old key was deleted", async () => {
  const notRenamed = { kind: "responseLost", current: { key: "plan" } };
  expect(await rename(losingResponses(gold, silver), "silver")).toMatchObject(notRenamed);
  expect(await rename(losingResponses(silver), "silver")).toEqual({ kind: "saved" });
});

test("shows the value of the new key if another user has changed it since the rename", async () => {
  const changed = { kind: "responseLost", current: { key: "tier", value: "silver" } };
  expect(await rename(losingResponses(silver), "gold")).toMatchObject(changed);
});
