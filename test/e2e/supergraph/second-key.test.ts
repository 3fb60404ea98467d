import { describe } from "vitest";
import { startGateway } from "../../support/supergraph/gateway.js";
import { testSecondKey } from "../../support/supergraph/second-key.js";

describe("a second entity key through Apollo's gateway", () => {
  testSecondKey(startGateway);
});
