import * as z from "zod";
import { integer, listOf } from "../schemas/basic.js";
import { optionalSetting, setting } from "./setting.js";

export const metadata = {
  policy: optionalSetting({
    name: "METADATA_POLICY",
    schema: z.string(),
    hasFile: true,
    isJson: true,
    restrictsAccess: true,
    description: "[Access rules](access-rules.md) as JSON.",
    defaultText: "ZITADEL's permissions alone",
  }),
  schema: optionalSetting({
    name: "METADATA_SCHEMA",
    schema: z.string(),
    hasFile: true,
    isJson: true,
    description:
      "JSON Schema of metadata keys: adds [typed keys](typed-keys.md) to the GraphQL schema, and checks values that are set.",
  }),
  selfReadOrder: setting({
    name: "SELF_READ_ORDER",
    schema: listOf(["userinfo", "list", "claims"]),
    default: ["userinfo", "list"],
    description:
      "Comma-separated list of the methods to read the caller's own metadata, in order: `userinfo`, `list`, `claims`.",
  }),
  cacheTtlMs: setting({
    name: "METADATA_CACHE_TTL_MS",
    schema: integer(0, 5 * 60_000),
    default: 0,
    description: "How long metadata may be served from the cache of this process; 0 disables the cache.",
  }),
};
