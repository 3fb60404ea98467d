import { isIP } from "node:net";
import * as z from "zod";
import type { CallbackHost } from "../config.js";
import { commaList } from "./basic.js";

const format =
  "a comma-separated list of host names, HOST:PORT and IP addresses or ranges such as 10.0.0.0/8, without duplicates";
const hostName = /^(?=.{1,253}$)[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)*$/i;

/** The hosts and addresses of SUBSCRIPTION_CALLBACK_HOSTS. */
export const callbackHostsSchema: z.ZodType<readonly CallbackHost[], string> = commaList(format).transform(
  (parts, context) =>
    parts.flatMap((part) => {
      const host = parseAddresses(part) ?? parseHost(part);
      if (host !== undefined) return [host];
      context.addIssue({ code: "custom", message: format });
      return [];
    }),
);

function parseAddresses(text: string): CallbackHost | undefined {
  const [address = "", prefix, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return undefined;
  const maxLength = family === 4 ? 32 : 128;
  if (prefix === undefined) return { kind: "addresses", address, prefixLength: maxLength };
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > maxLength) return undefined;
  return { kind: "addresses", address, prefixLength: Number(prefix) };
}

function parseHost(text: string): CallbackHost | undefined {
  const [name = "", port, ...rest] = text.split(":");
  if (!hostName.test(name) || rest.length > 0) return undefined;
  if (port === undefined) return { kind: "host", name: name.toLowerCase(), port: undefined };
  const isPort = /^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) <= 65_535;
  return isPort ? { kind: "host", name: name.toLowerCase(), port: Number(port) } : undefined;
}
