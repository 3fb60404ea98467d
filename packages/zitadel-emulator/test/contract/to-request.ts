import type { ExchangeRequest } from "../zitadel/exchange.js";
import type { TestZitadel } from "../zitadel/test-zitadel.js";
import type { GoldenRequest } from "./golden.js";
import { fill, fillJson, type Placeholders } from "./placeholders.js";

/** A recorded request as it goes over the wire to this server. */
export function toRequest(
  request: GoldenRequest,
  names: Placeholders,
  { directory }: TestZitadel,
): ExchangeRequest {
  const { method, path, as, token, basic, headers } = request;
  const { type, body } = bodyOf(request, names);
  const bearer = as === undefined ? token : (names.locals.get(as) ?? directory.personalAccessToken(as));
  const client = typeof basic === "string" ? [directory.app(basic), directory.secret(basic)] : basic;
  const filledHeaders = Object.entries(headers).map(([name, value]) => [name, fill(value, names)] as const);
  return {
    method,
    path: fill(path, names),
    body,
    headers: {
      ...(type !== undefined && { "content-type": type }),
      ...(bearer !== undefined && { authorization: `Bearer ${fill(bearer, names)}` }),
      ...(client !== undefined && { authorization: `Basic ${encodeClient(client, names)}` }),
      ...Object.fromEntries(filledHeaders),
    },
  };
}

function bodyOf(
  { json, form, raw, generate }: GoldenRequest,
  names: Placeholders,
): { type?: string; body: string } {
  if (raw !== undefined) return { body: fill(raw, names) };
  if (form !== undefined) {
    const filled = Object.entries(form).map(([name, value]) => [name, fill(value, names)] as const);
    return {
      type: "application/x-www-form-urlencoded",
      body: new URLSearchParams(Object.fromEntries(filled)).toString(),
    };
  }
  if (generate !== undefined) {
    const value = Buffer.alloc(generate.bytes, "a").toString("base64");
    const metadata = Array.from({ length: generate.entries }, (_, n) => ({
      key: `${generate.prefix}${n}`,
      value,
    }));
    return { type: "application/json", body: JSON.stringify({ metadata }) };
  }
  return json === undefined
    ? { body: "" }
    : { type: "application/json", body: JSON.stringify(fillJson(json, names)) };
}

function encodeClient(client: readonly string[], names: Placeholders): string {
  const halves = client.map((half) => encodeURIComponent(fill(half, names)));
  return Buffer.from(halves.join(":")).toString("base64");
}
