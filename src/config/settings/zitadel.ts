import * as z from "zod";
import { boolean, commaList, oneOf, origin } from "../schemas/basic.js";
import { optionalSetting, requiredSetting, setting } from "./setting.js";

const issuerFormat =
  "the issuer from ZITADEL's discovery document: https:// and a host, without path or trailing slash";
const originFormat = "http:// or https:// and a host, without path or trailing slash";

export const zitadel = {
  issuer: requiredSetting({
    name: "ZITADEL_ISSUER",
    schema: origin(issuerFormat),
    description: "The issuer, exactly as in ZITADEL's discovery document.",
    example: "http://localhost:8080",
  }),
  allowHttp: setting({
    name: "ZITADEL_ALLOW_HTTP",
    schema: boolean,
    default: false,
    description:
      "Whether `ZITADEL_ISSUER` may be an `http://` address of another machine. Tokens and secrets are then sent without encryption.",
  }),
  projectId: requiredSetting({
    name: "ZITADEL_PROJECT_ID",
    schema: z.string({ error: "the id of the ZITADEL project that this API belongs to" }),
    description: "The id of the project whose applications and roles the subgraph accepts.",
    example: "340000000000000001",
  }),
  audience: optionalSetting({
    name: "ZITADEL_AUDIENCE",
    schema: commaList(),
    description: "Comma-separated list. The `aud` claim of a token must contain one of these values.",
    defaultText: "the project id",
    example: "340000000000000001",
  }),
  apiUrl: optionalSetting({
    name: "ZITADEL_API_URL",
    schema: origin(originFormat),
    description: "The origin of calls to ZITADEL, for example an internal host name.",
    defaultText: "the issuer",
    example: "http://zitadel:8080",
  }),
  apiVersion: setting({
    name: "ZITADEL_API_VERSION",
    schema: oneOf(["auto", "v1", "v2"]),
    default: "auto",
    description: "The version of ZITADEL's API: `v1`, `v2`, or `auto` for v2 if the server supports it.",
  }),
  organizationId: optionalSetting({
    name: "ZITADEL_ORGANIZATION_ID",
    // Sent in a header.
    schema: z.string().regex(/^[\x20-\x7e]+$/, { error: "the id of an organization, in ASCII characters" }),
    description: "For API v1 only: the organization whose users are read and written.",
    defaultText: "the caller's organization",
    example: "340000000000000002",
  }),
};
