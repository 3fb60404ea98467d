import { describe } from "vitest";
import { testSecondKey } from "../support/supergraph/second-key.js";
import { startHiveGateway } from "../support/supergraph/start-hive-gateway.js";

describe("a second entity key through Hive Gateway", () => {
  testSecondKey(startHiveGateway);
});
