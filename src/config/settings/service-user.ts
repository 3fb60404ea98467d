import * as z from "zod";
import { keyFileSchema } from "../schemas/key-file.js";
import { optionalSetting, secretSetting } from "./setting.js";

export const serviceUser = {
  key: secretSetting({
    name: "ZITADEL_SERVICE_USER_KEY",
    schema: keyFileSchema("serviceaccount"),
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
    description: "A personal access token of the service user, in place of a key or client secret.",
    example: "replace-me",
  }),
};
