import { describe, expect, it } from "vitest";
import { testRequiredValues } from "../support/supergraph/required-values.js";
import { startHiveGateway } from "../support/supergraph/start-hive-gateway.js";

describe("@requires through Hive Gateway", () => {
  const query = testRequiredValues(startHiveGateway);

  it("gets the required arguments if the client selects the same field with other arguments", async () => {
    const { data, errors } = await query('metadataEntry(key: "contract") { value } seatText');
    expect(errors).toEqual([]);
    expect(data).toEqual({ me: { metadataEntry: { value: "10045" }, seatText: "5" } });
  });
});
