import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createQuery, type GraphqlResponse } from "../../support/query.js";
import { startBilling } from "../../support/supergraph/billing-subgraph.js";
import { startGateway } from "../../support/supergraph/gateway.js";
import { useTestEnv } from "../../support/test-env.js";
import { exampleSchema } from "../../integration/typed-keys/schemas.js";

describe("@requires through Apollo's gateway", () => {
  const env = useTestEnv({ METADATA_SCHEMA: exampleSchema });
  const servers: AsyncDisposable[] = [];
  afterAll(async () => {
    for (const server of servers.toReversed()) await server[Symbol.asyncDispose]();
  });
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

  const query = (selection: string): Promise<GraphqlResponse> =>
    createQuery(url)(`{ me { ${selection} } }`, { token });

  it.each([
    ["nothing else", "seatLimit", { seatLimit: 5 }],
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
  ])("gets the required typed key if the client selects %s", async (_, selection, me) => {
    const { data, errors } = await query(selection);
    expect(errors).toEqual([]);
    expect(data).toEqual({ me });
  });

  it.each([
    ["another typed key", "attributes { billingSeats: tags } seatLimit"],
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

  it("gets the client's arguments instead of the required ones for a field with arguments", async () => {
    expect((await query("seatText")).data).toEqual({ me: { seatText: "5" } });
    const { data } = await query('metadataEntry(key: "contract") { value } seatText');
    // The other subgraph decides on the wrong entry: see docs/federation.md.
    expect(data).toEqual({ me: { metadataEntry: { value: "10045" }, seatText: "10045" } });
  });
});
