import * as z from "zod";
import type { Config } from "../config.js";
import { boolean, listOf, oneOf } from "../schemas/basic.js";
import { attributesFieldSchema } from "../schemas/attributes-field.js";
import { lookupSchema } from "../schemas/lookup.js";
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
      "The type of users in your supergraph, and its key field that holds the ZITADEL user id. Append the field's type if it is not `ID`, for example `:String` or `:UUID`.",
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
    schema: listOf(["authenticated", "cost", "interfaceObject"]),
    default: [],
    description:
      "Comma-separated list of the [directives](federation.md#directives) to add: `authenticated` and `cost` for routers that evaluate them, `interfaceObject` if the type of users is an interface.",
    example: "authenticated,cost",
  }),
  namePrefix: setting({
    name: "SUBGRAPH_NAME_PREFIX",
    schema: z.string().regex(/^[a-z][A-Za-z\d]*$/, { error: "a lower-case letter, then letters and digits" }),
    default: "",
    defaultText: "–",
    description:
      "A [prefix](federation.md#names-that-are-taken) for the types, mutations and fields that this subgraph adds, if your supergraph has such names already.",
    example: "zitadel",
  }),
  search: setting({
    name: "SUBGRAPH_SEARCH",
    schema: boolean,
    default: false,
    description:
      "Whether to add the root fields `userByMetadata` and `usersByMetadata`, which [search users](clients.md#search).",
  }),
  lookup: optionalSetting({
    name: "SUBGRAPH_LOOKUP",
    schema: lookupSchema,
    description:
      "FIELD:KEY, a second [entity key](federation.md#look-up-users-by-metadata): a field of users and the metadata key that holds its value.",
    example: "contractNumber:contract",
  }),
  introspection: optionalSetting({
    name: "GRAPHQL_INTROSPECTION",
    schema: boolean,
    description: "Whether clients may introspect the schema.",
    defaultText: "`true`; `false` if `NODE_ENV` is `production`",
    example: "true",
  }),
};
