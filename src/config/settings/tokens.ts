import * as z from "zod";
import { boolean, commaList, integer, listOf } from "../schemas/basic.js";
import { keyFileSchema } from "../schemas/key-file.js";
import { optionalSetting, secretSetting, setting } from "./setting.js";

export const tokens = {
  validation: optionalSetting({
    name: "TOKEN_VALIDATION",
    schema: listOf(["jwt", "introspection", "userinfo", "id_token"]),
    description:
      "Comma-separated list of the methods that validate a caller's token: `jwt`, `introspection`, `userinfo`, `id_token`. See [authentication](authentication.md).",
    defaultText: "`jwt,introspection`; `jwt` without introspection credentials",
    example: "jwt,introspection",
  }),
  introspectionKey: secretSetting({
    name: "ZITADEL_INTROSPECTION_KEY",
    schema: keyFileSchema("application"),
    isJson: true,
    description: "The JSON key file of the API application that introspects tokens.",
  }),
  introspectionClientId: optionalSetting({
    name: "ZITADEL_INTROSPECTION_CLIENT_ID",
    schema: z.string(),
    description: "The client id of the API application that introspects tokens, in place of a key.",
    example: "340000000000000003",
  }),
  introspectionClientSecret: secretSetting({
    name: "ZITADEL_INTROSPECTION_CLIENT_SECRET",
    description: "The client secret of that application.",
    example: "replace-me",
  }),
  allowedClientIds: optionalSetting({
    name: "ALLOWED_CLIENT_IDS",
    schema: commaList(),
    restrictsAccess: true,
    description:
      "Comma-separated list of the client ids whose tokens are accepted. `pat` stands for personal access tokens.",
    defaultText: "all",
    example: "340000000000000004,pat",
  }),
  cacheTtlMs: setting({
    name: "TOKEN_CACHE_TTL_MS",
    schema: integer(0, 5 * 60_000),
    default: 30_000,
    description:
      "How long an accepted token is cached; 0 disables the cache. JWTs are cached for 30 s at most if access rules use the service user.",
  }),
  skipJwtIntrospection: setting({
    name: "JWT_SKIP_INTROSPECTION",
    schema: boolean,
    default: false,
    description:
      "With access rules that use the service user: accept JWTs without introspection, although a revoked JWT still verifies.",
  }),
};
