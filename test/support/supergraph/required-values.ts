import { afterAll, beforeAll, expect, it } from "vitest";
import { exampleSchema } from "../../integration/typed-keys/schemas.js";
import { createQuery, type GraphqlResponse } from "../query.js";
import { useTestEnv } from "../test-env.js";
import { startBilling } from "./billing-subgraph.js";
import type { StartGateway } from "./gateway.js";

/** Sends a selection of fields of the caller. */
export type QueryMe = (selection: string) => Promise<GraphqlResponse>;

/**
 * Tests of a subgraph that requires metadata, for every gateway. The caller's metadata has the keys of the example
 * schema. Returns the function that they use.
 */
export function testRequiredValues(startGateway: StartGateway): QueryMe {
  const env = useTestEnv({ METADATA_SCHEMA: exampleSchema });
  const servers: AsyncDisposable[] = [];
  let url = "";
  let token = "";

  beforeAll(async () => {
    const billing = await startBilling();
    servers.push(billing);
    const gateway = await startGateway({ billing: billing.url, metadata: env.url });
    servers.push(gateway);
    url = gateway.url;
    const { name } = await env.addPerson({
      metadata: { "billing.seats": "5", contract: "10045", tags: '["a"]' },
    });
    token = await env.login(name);
  });
  afterAll(async () => {
    for (const server of servers.toReversed()) await server[Symbol.asyncDispose]();
  });

  const query: QueryMe = (selection) => createQuery(url)(`{ me { ${selection} } }`, { token });

  it.each([
    ["nothing else", "seatLimit", { seatLimit: 5 }],
    ["it under an alias", "limit: seatLimit", { limit: 5 }],
    [
      "other typed keys",
      "attributes { contractNumber } seatLimit",
      { attributes: { contractNumber: "10045" }, seatLimit: 5 },
    ],
    [
      "another alias of the field",
      "typed: attributes { billingSeats } seatLimit",
      { typed: { billingSeats: 5 }, seatLimit: 5 },
    ],
    [
      "another alias of the typed key",
      "attributes { seats: billingSeats } seatLimit",
      { attributes: { seats: 5 }, seatLimit: 5 },
    ],
  ])("gets the required typed key if the client selects %s", async (_, selection, me) => {
    const { data, errors } = await query(selection);
    expect(errors).toEqual([]);
    expect(data).toEqual({ me });
  });

  it.each([
    ["another typed key", "attributes { billingSeats: tags } seatLimit"],
    ["a typed key of another type", "attributes { billingSeats: contractNumber } seatLimit"],
    [
      "other fields of the user",
      'attributes: metadataEntry(key: "contract") { billingSeats: value } seatLimit',
    ],
  ])("does not get %s under the name of the required one", async (_, selection) => {
    const { data, errors } = await query(selection);
    expect(data).toEqual({ me: null });
    expect(errors).not.toEqual([]);
    const direct = await env.query(`{ me { ${selection.replace("seatLimit", "")} } }`, { token });
    expect([...new Set(direct.codes)]).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
    expect(direct.errors[0]?.message).toMatch(/^The alias "\w+" of \w+\.\w+ is the name of another field\./);
  });

  return query;
}
