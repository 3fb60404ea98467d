import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import type { Emulator } from "../../src/emulator.js";
import { startEmulator } from "../../src/start-emulator.js";
import { createClient } from "./zitadel-client.js";

// User searches beyond the recordings.

const page = z.object({
  details: z.object({ totalResult: z.string().default("0") }),
  result: z.array(z.object({ username: z.string() })).default([]),
});

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator();
});
afterEach(() => emulator[Symbol.asyncDispose]());

test("finds users by 1,000 values in one call", async () => {
  for (let n = 0; n < 1000; n++)
    emulator.addUser(`user-${n}`, { metadata: { team: "red", contract: `c${n}` } });
  const values = Array.from({ length: 1000 }, (_, n) => `c${n * 2}`);
  const factored = [and(key("contract"), or(...values.map(value)))];
  const pairs = [or(...values.map((it) => and(key("contract"), value(it))))];
  expect((await find(factored)).details.totalResult).toBe("500");
  expect((await find(pairs)).details.totalResult).toBe("500");
});

test("finds users without metadata neither by a metadata filter nor by its negation", async () => {
  emulator.addUser("tweety", {});
  emulator.addUser("sylvester", { metadata: { plan: "gold" } });
  const either = { inUserIdsQuery: { userIds: [emulator.directory.user("tweety"), sylvester()] } };
  expect(await namesOf([either, not(key("contract"))])).toEqual(["sylvester"]);
  expect(await namesOf([either, not(and(key("contract"), value("1")))])).toEqual(["sylvester"]);
  expect(await namesOf([either, not(or(key("plan"), value("1")))])).toEqual([]);
  expect(await namesOf([either, not(not(key("plan")))])).toEqual(["sylvester"]);
  expect(await namesOf([either, not({ inUserIdsQuery: { userIds: [sylvester()] } })])).toEqual(["tweety"]);
});

test("swaps CONTAINS_IGNORE_CASE and ENDS_WITH_IGNORE_CASE of metadata keys too", async () => {
  emulator.addUser("sylvester", { metadata: { "the-Shipping-address": "x" } });
  const find = (method: string) => namesOf([key("SHIPPING", `${method}_IGNORE_CASE`)]);
  expect(await find("CONTAINS")).toEqual([]);
  expect(await find("ENDS_WITH")).toEqual(["sylvester"]);
});

test("names the path of an invalid nested query", async () => {
  const response = await list([and(not(or(value("v".repeat(201)))))]);
  expect(response).toMatchObject({
    status: 400,
    body: {
      message: [
        "invalid ListUsersRequest.Queries[0]: embedded message failed validation",
        "invalid SearchQuery.AndQuery: embedded message failed validation",
        "invalid AndQuery.Queries[0]: embedded message failed validation",
        "invalid SearchQuery.NotQuery: embedded message failed validation",
        "invalid NotQuery.Query: embedded message failed validation",
        "invalid SearchQuery.OrQuery: embedded message failed validation",
        "invalid OrQuery.Queries[0]: embedded message failed validation",
        "invalid SearchQuery.MetadataValueFilter: embedded message failed validation",
        "invalid MetadataValueFilter.Value: value length must be at most 200 bytes",
      ].join(" | caused by: "),
    },
  });
});

const key = (text: string, method = "EQUALS") => ({
  metadataKeyFilter: { key: text, method: `TEXT_FILTER_METHOD_${method}` },
});
const value = (text: string) => ({ metadataValueFilter: { value: btoa(text) } });
const and = (...queries: unknown[]) => ({ andQuery: { queries } });
const or = (...queries: unknown[]) => ({ orQuery: { queries } });
const not = (query: unknown) => ({ notQuery: { query } });

function sylvester(): string {
  return emulator.directory.user("sylvester");
}

function list(queries: readonly unknown[]): ReturnType<ReturnType<typeof createClient>> {
  return createClient(emulator)("/v2/users", { query: { limit: 1000 }, queries });
}

async function find(queries: readonly unknown[]): Promise<z.infer<typeof page>> {
  return page.parse((await list(queries)).body);
}

async function namesOf(queries: readonly unknown[]): Promise<string[]> {
  return (await find(queries)).result.map(({ username }) => username);
}
