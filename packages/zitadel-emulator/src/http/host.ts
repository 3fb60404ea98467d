import type { Request, Response } from "./message.js";
import { text } from "./message.js";

/** ZITADEL selects the instance by host name. Requests with an unknown host name are rejected with 404. */
export function rejectUnknownHost(hostName: string, { headers, path }: Request): Response | undefined {
  if (path.startsWith("/debug/")) return undefined;
  const header = headers["x-zitadel-instance-host"] ?? headers.host ?? "";
  const host = String(header);
  if (host.replace(/:\d+$/, "") === hostName) return undefined;
  return text(
    404,
    `unable to set instance using origin &{${host}  http} (ExternalDomain is ${hostName}): ` +
      "ID=QUERY-1kIjX Message=Instance not found. Make sure you got the domain right. " +
      "Check out https://zitadel.com/docs/apis/introduction#domains\n",
    { "cache-control": "no-store" },
  );
}
