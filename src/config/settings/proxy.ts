import * as z from "zod";
import { proxyUrlSchema } from "../schemas/proxy-url.js";
import { secretSetting, setting } from "./setting.js";

export const proxy = {
  https: secretSetting({
    name: "HTTPS_PROXY",
    hasLowerCase: true,
    schema: proxyUrlSchema,
    description: "The proxy for `https://` addresses, with optional user and password.",
    example: "http://proxy.example:3128",
  }),
  http: secretSetting({
    name: "HTTP_PROXY",
    hasLowerCase: true,
    schema: proxyUrlSchema,
    description: "The proxy for `http://` addresses.",
    example: "http://proxy.example:3128",
  }),
  none: setting({
    name: "NO_PROXY",
    hasLowerCase: true,
    schema: z.string().transform((text) => text.split(/[\s,]+/).filter((entry) => entry !== "")),
    default: [],
    description:
      "Comma-separated list of hosts and networks that are called directly. A host covers its subdomains and may have a port; `*` covers all hosts.",
    example: "zitadel.internal,.svc.cluster.local,10.0.0.0/8",
  }),
};
