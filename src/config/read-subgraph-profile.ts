import { z } from "zod";
import type { Config } from "./config.js";
import type { Environment } from "./environment.js";
import { listOf, oneOf } from "./values.js";

/** The form that the schema takes. */
export function readSubgraphProfile(environment: Environment): Pick<Config, "rootFields"> {
  const none = oneOf(["none"]).transform((): ("me" | "user")[] => []);
  const rootFields = z.union([none, listOf(["me", "user"])], { error: "none, or a comma list of me, user" });
  return { rootFields: environment.read("SUBGRAPH_ROOT", rootFields, ["me", "user"]) };
}
