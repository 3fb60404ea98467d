import * as z from "zod";
import type { Config } from "../config.js";

const name = /(?!__)[A-Za-z_]\w*/.source;
const pattern = new RegExp(`^(${name})\\.(${name})(?::(ID|String))?$`);

/** TYPE.FIELD or TYPE.FIELD:String: the type of users and its key field. */
export const userKeySchema: z.ZodType<Config["user"], string> = z
  .string()
  .regex(pattern, {
    error: "TYPE.FIELD, such as Account.id, or TYPE.FIELD:String if the field is a String",
    abort: true,
  })
  .transform((text): Config["user"] => {
    const [, type = "", key = "", keyType] = pattern.exec(text) ?? [];
    return { type, key, keyType: keyType === "String" ? "String" : "ID" };
  })
  .refine(({ type }) => !isReserved(type), {
    error: "a type name that this subgraph, GraphQL and Apollo Federation do not use",
    abort: true,
  })
  .refine(({ key }) => !ownFields.has(key), {
    error:
      "a key field other than metadata, metadataEntry, metadataMap and metadataDefinitions, which this subgraph adds",
  });

const ownFields = new Set(["metadata", "metadataEntry", "metadataMap", "metadataDefinitions"]);

const reservedTypes = new Set([
  ...["Query", "Mutation", "Subscription", "DateTime", "JSON"],
  ...["ID", "String", "Int", "Float", "Boolean"],
  ...["_Any", "_Entity", "_Service"],
]);

/** All other types of the subgraph have `UserMetadata` in their names. */
function isReserved(type: string): boolean {
  return reservedTypes.has(type) || type.includes("UserMetadata") || /^(federation|link)__/.test(type);
}
