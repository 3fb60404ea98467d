import { describe, expect, it } from "vitest";
import { startGateway } from "../../support/supergraph/gateway.js";
import { testRequiredValues } from "../../support/supergraph/required-values.js";

describe("@requires through Apollo's gateway", () => {
  const query = testRequiredValues(startGateway);

  it("gets the client's arguments instead of the required ones for a field with arguments", async () => {
    expect((await query("seatText")).data).toEqual({ me: { seatText: "5" } });
    const { data } = await query('metadataEntry(key: "contract") { value } seatText');
    // The other subgraph decides on the wrong entry: see docs/federation.md.
    expect(data).toEqual({ me: { metadataEntry: { value: "10045" }, seatText: "10045" } });
  });
});
