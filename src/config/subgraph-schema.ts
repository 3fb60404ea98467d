import * as z from "zod";
import type { Config } from "./config.js";
import type { Environment } from "./environment.js";
import { listOf, oneOf } from "./schemas.js";

/** The form that the schema takes. */
export function readSubgraphProfile(
  environment: Environment,
): Pick<Config, "rootFields" | "user" | "directives"> {
  const none = oneOf(["none"]).transform((): ("me" | "user")[] => []);
  const rootFields = z.union([none, listOf(["me", "user"])], { error: "none, or a comma list of me, user" });
  return {
    rootFields: environment.read("SUBGRAPH_ROOT_FIELDS", rootFields, ["me", "user"]),
    user: environment.read("SUBGRAPH_USER_KEY", user, { type: "User", key: "id", keyType: "ID" }),
    directives: environment.read("SUBGRAPH_DIRECTIVES", listOf(["authenticated", "cost"]), []),
  };
}

const name = /(?!__)[A-Za-z_]\w*/.source;
const pattern = new RegExp(`^(${name})\\.(${name})(?::(ID|String))?$`);

const user: z.ZodType<Config["user"], string> = z
  .string()
  .regex(pattern, {
    error:
      "a type and its key field, such as Account.id, with :String behind it where that is the field's type",
    abort: true,
  })
  .transform((text): Config["user"] => {
    const [, type = "", key = "", keyType] = pattern.exec(text) ?? [];
    return { type, key, keyType: keyType === "String" ? "String" : "ID" };
  })
  .refine(({ type }) => !isReserved(type), {
    error: "a type that this subgraph, GraphQL or the federation does not have already",
    abort: true,
  })
  .refine(({ key }) => !ownFields.has(key), {
    error: "a key field other than those that this subgraph adds: metadata, metadataEntry, metadataMap",
  });

const ownFields = new Set(["metadata", "metadataEntry", "metadataMap"]);

const takenTypes = new Set([
  ...["Query", "Mutation", "Subscription", "DateTime", "JSON"],
  ...["ID", "String", "Int", "Float", "Boolean"],
  ...["_Any", "_Entity", "_Service"],
]);

/** The types that only this subgraph has are all named after UserMetadata. */
function isReserved(type: string): boolean {
  return takenTypes.has(type) || type.includes("UserMetadata") || /^(federation|link)__/.test(type);
}
