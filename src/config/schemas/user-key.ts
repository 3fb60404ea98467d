import * as z from "zod";
import type { Config } from "../config.js";

const name = /(?!__)[A-Za-z_]\w*/.source;
const pattern = new RegExp(`^(${name})\\.(${name})(?::(${name}))?$`);

/** TYPE.FIELD or TYPE.FIELD:SCALAR: the type of users and its key field. */
export const userKeySchema: z.ZodType<Config["user"], string> = z
  .string()
  .regex(pattern, {
    error:
      "TYPE.FIELD, such as Account.id, or TYPE.FIELD:SCALAR, such as Account.id:UUID, if the field is not an ID",
    abort: true,
  })
  .transform((text): Config["user"] => {
    const [, type = "", key = "", keyType = "ID"] = pattern.exec(text) ?? [];
    return { type, key, keyType };
  })
  .refine(({ type }) => !isReserved(type), {
    error: "a type name that this subgraph, GraphQL and Apollo Federation do not use",
    abort: true,
  })
  .refine(
    ({ type, keyType }) =>
      keyType === "ID" || keyType === "String" || (keyType !== type && !isReserved(keyType)),
    {
      error:
        "a key of type ID, String or a scalar of your supergraph; Int and Float cannot hold the digits of an id",
    },
  );

const reservedTypes = new Set([
  ...["Query", "Mutation", "Subscription", "DateTime", "JSON"],
  ...["ID", "String", "Int", "Float", "Boolean"],
  ...["_Any", "_Entity", "_Service"],
]);

/** All other types of the subgraph have `UserMetadata` in their names. */
function isReserved(type: string): boolean {
  return reservedTypes.has(type) || type.includes("UserMetadata") || /^(federation|link)__/.test(type);
}
