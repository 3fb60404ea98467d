import * as z from "zod";
import type { Config } from "../config.js";
import { boolean, listOf, oneOf } from "../schemas/basic.js";
import { attributesFieldSchema } from "../schemas/attributes-field.js";
import { userKeySchema } from "../schemas/user-key.js";
import { optionalSetting, setting } from "./setting.js";

const noFields = oneOf(["none"]).transform((): ("me" | "user")[] => []);
const defaultUser: Config["user"] = { type: "User", key: "id", keyType: "ID" };

export const graphql = {
  rootFields: setting({
    name: "SUBGRAPH_ROOT_FIELDS",
    schema: z.union([noFields, listOf(["me", "user"])], {
      error: "none, or a comma-separated list of me, user",
    }),
    default: ["me", "user"],
    description: "The root query fields that this subgraph adds: `me`, `user`, both or `none`.",
  }),
  userKey: setting({
    name: "SUBGRAPH_USER_KEY",
    schema: userKeySchema,
    default: defaultUser,
    description:
      "The type of users in your supergraph, and its key field that holds the ZITADEL user id. Append `:String` if the field is a `String`.",
    defaultText: "User.id",
    example: "User.id",
  }),
  attributesField: setting({
    name: "SUBGRAPH_ATTRIBUTES_FIELD",
    schema: attributesFieldSchema,
    default: "attributes",
    description:
      "The name of the field for [typed keys](typed-keys.md) on users, if another subgraph has `attributes`.",
  }),
  directives: setting({
    name: "SUBGRAPH_DIRECTIVES",
    schema: listOf(["authenticated", "cost"]),
    default: [],
    description:
      "Comma-separated list of the [directives](federation.md) to add, for routers that evaluate them: `authenticated`, `cost`.",
    example: "authenticated,cost",
  }),
  introspection: optionalSetting({
    name: "GRAPHQL_INTROSPECTION",
    schema: boolean,
    description: "Whether clients may introspect the schema.",
    defaultText: "`true`; `false` if `NODE_ENV` is `production`",
    example: "true",
  }),
};
