import * as z from "zod";
import { Secret } from "../../lib/secret.js";
import { keyFileSchema } from "../schemas/key-file.js";
import { optionalSetting, secretSetting } from "./setting.js";

/** Sent in a header. */
const accessToken = z
  .string()
  .regex(/^[\x21-\x7e]+$/, { error: "an access token alone, without Bearer, spaces and line breaks" })
  .transform((text) => new Secret(text));

export const serviceUser = {
  key: secretSetting({
    name: "ZITADEL_SERVICE_USER_KEY",
    schema: keyFileSchema("serviceaccount"),
    isJson: true,
    description: "The JSON key file of the service user.",
  }),
  clientId: optionalSetting({
    name: "ZITADEL_SERVICE_USER_CLIENT_ID",
    schema: z.string(),
    description: "The client id of the service user, in place of a key.",
    example: "metadata",
  }),
  clientSecret: secretSetting({
    name: "ZITADEL_SERVICE_USER_CLIENT_SECRET",
    description: "The client secret of the service user.",
    example: "replace-me",
  }),
  token: secretSetting({
    name: "ZITADEL_SERVICE_USER_TOKEN",
    schema: accessToken,
    description: "A personal access token of the service user, in place of a key or client secret.",
    example: "replace-me",
  }),
};
