import { beforeEach, describe, expect, it } from "vitest";
import type { GraphqlResponse } from "../../support/query.js";
import { apis, useTestEnv } from "../../support/test-env.js";
import { exampleSchema } from "./schemas.js";

const mutation = `mutation ($input: SetUserMetadataAttributesInput!) {
  setUserMetadataAttributes(input: $input) {
    user { id attributes { preferencesTheme contractNumber billingSeats tags address } }
    userErrors { code message field key }
  }
}`;

describe.each(apis)("setUserMetadataAttributes with API %s", (api) => {
  const env = useTestEnv({ ZITADEL_API_VERSION: api, METADATA_SCHEMA: exampleSchema });
  let userId: string;
  beforeEach(async () => {
    userId = (await env.addPerson({ metadata: { kept: "as it was", contract: "10045" } })).id;
    env.takeCalls();
  });

  const set = (attributes: unknown, token = env.pat("manager")): Promise<GraphqlResponse> =>
    env.query(mutation, { token, variables: { input: { userId, attributes } } });

  async function stored(): Promise<Readonly<Record<string, string>>> {
    const entries = [...(await env.zitadel.getMetadata(userId))];
    return Object.fromEntries(entries.map(([key, bytes]) => [key, Buffer.from(bytes).toString()]));
  }

  it("stores texts as they are and all other values as JSON, with one call", async () => {
    const { data, errors } = await set({
      preferencesTheme: "dark",
      billingSeats: 3,
      tags: ["a", "ü"],
      address: { city: "Ulm" },
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      setUserMetadataAttributes: {
        user: {
          id: userId,
          attributes: {
            preferencesTheme: "dark",
            contractNumber: "10045",
            billingSeats: 3,
            tags: ["a", "ü"],
            address: { city: "Ulm" },
          },
        },
        userErrors: [],
      },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, set: 1, list: 1 });
    expect(await stored()).toEqual({
      kept: "as it was",
      contract: "10045",
      "preferences.theme": "dark",
      "billing.seats": "3",
      tags: '["a","ü"]',
      address: '{"city":"Ulm"}',
    });
  });

  it("deletes the keys of null with one call, whether they exist or not", async () => {
    const { data, errors } = await set({ contractNumber: null });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ setUserMetadataAttributes: { userErrors: [] } });
    expect(env.takeCalls()).toEqual({ introspect: 1, remove: 1, list: 1 });
    expect(await stored()).toEqual({ kept: "as it was" });
  });

  it("sets and deletes with one atomic call, which v1 does not have", async () => {
    const { data, codes } = await set({ contractNumber: null, tags: ["a"] });
    if (api === "v1") {
      expect({ data, codes }).toEqual({
        data: { setUserMetadataAttributes: null },
        codes: ["NOT_SUPPORTED"],
      });
      expect(await stored()).toEqual({ kept: "as it was", contract: "10045" });
      return;
    }
    expect(data).toMatchObject({
      setUserMetadataAttributes: {
        user: { attributes: { contractNumber: null, tags: ["a"] } },
        userErrors: [],
      },
    });
    expect(env.takeCalls()).toMatchObject({ set: 1 });
    expect(await stored()).toEqual({ kept: "as it was", tags: '["a"]' });
  });

  it("writes nothing if one of several changes is rejected", async () => {
    const { data } = await set({ contractNumber: null, address: { city: 1 } });
    expect(data).toMatchObject({
      setUserMetadataAttributes: {
        user: null,
        userErrors: [{ code: "VALUE_NOT_VALID", field: ["attributes", "address", "city"], key: "address" }],
      },
    });
    expect(await stored()).toEqual({ kept: "as it was", contract: "10045" });
  });

  it("returns all problems by their path and writes nothing", async () => {
    const { data } = await set({
      contractNumber: "1",
      billingSeats: -1,
      tags: ["a", ""],
      address: { city: 3 },
      preferencesTheme: "dark",
    });
    const problem = (key: string, field: readonly string[], reason: string): object => ({
      code: "VALUE_NOT_VALID",
      key,
      field: ["attributes", ...field],
      message: `The value ${reason}.`,
    });
    expect(data).toEqual({
      setUserMetadataAttributes: {
        user: null,
        userErrors: [
          problem("contract", ["contractNumber"], "must match the pattern ^\\d{5}$"),
          problem("billing.seats", ["billingSeats"], "must be at least 0"),
          problem("address", ["address", "city"], "at city must be of type string"),
        ],
      },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it.each([
    ["no attributes", {}, [{ code: "EMPTY_INPUT", field: ["attributes"], key: null }]],
    [
      "half a surrogate pair",
      { address: { a: "\ud800" } },
      [{ code: "VALUE_NOT_VALID", field: ["attributes", "address"] }],
    ],
    [
      "half a surrogate pair in a text",
      { contractNumber: "\ud800" },
      [{ code: "VALUE_INVALID", field: ["attributes", "contractNumber"] }],
    ],
    [
      "an empty text",
      { contractNumber: "" },
      [{ code: "VALUE_EMPTY", field: ["attributes", "contractNumber"] }],
    ],
    [
      "500 kB",
      { address: { a: "x".repeat(500_000) } },
      [{ code: "VALUE_TOO_LARGE", field: ["attributes", "address"] }],
    ],
  ])("rejects %s", async (_, attributes, userErrors) => {
    expect((await set(attributes)).data).toMatchObject({
      setUserMetadataAttributes: { user: null, userErrors },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("rejects a number beyond double precision in a literal", async () => {
    const query = `mutation { setUserMetadataAttributes(input: { userId: "${userId}", attributes: { address: { n: 1e999 } } }) { userErrors { code field } } }`;
    const { data } = await env.query(query, { token: env.pat("manager") });
    expect(data).toEqual({
      setUserMetadataAttributes: {
        userErrors: [{ code: "VALUE_NOT_VALID", field: ["attributes", "address"] }],
      },
    });
  });

  it("rejects a value of another GraphQL type before anything is called", async () => {
    const { codes } = await set({ billingSeats: "3" });
    expect(codes).toEqual(["BAD_USER_INPUT"]);
    expect((await set({ preferencesTheme: "blue" })).codes).toEqual(["BAD_USER_INPUT"]);
    expect((await set({ billingSeats: 2147483648 })).codes).toEqual(["BAD_USER_INPUT"]);
    expect(env.takeCalls()).toEqual({});
  });

  it("records one audit line without values", async () => {
    await set({ contractNumber: "10046" });
    const lines = env.log.map((line): unknown => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({ audit: true, userId, action: "set", keys: ["contract"], outcome: "success" }),
    );
    expect(env.log.join("")).not.toContain("10046");
  });

  it("returns FORBIDDEN, UNAUTHENTICATED and USER_NOT_FOUND like setUserMetadata", async () => {
    expect((await set({ contractNumber: "10046" }, env.pat("viewer"))).codes).toEqual(["FORBIDDEN"]);
    expect(
      (await env.query(mutation, { variables: { input: { userId, attributes: { tags: [] } } } })).codes,
    ).toEqual(["UNAUTHENTICATED"]);
    const input = { userId: "999999999999999999", attributes: { tags: [] } };
    const { data } = await env.query(mutation, { token: env.pat("manager"), variables: { input } });
    expect(data).toMatchObject({
      setUserMetadataAttributes: { user: null, userErrors: [{ code: "USER_NOT_FOUND", field: ["userId"] }] },
    });
  });
});
