import type { ExchangeRequest } from "../zitadel/exchange.js";
import type { TestZitadel } from "../zitadel/test-zitadel.js";
import type { GoldenRequest } from "./golden.js";
import { fill, fillJson, type Placeholders } from "./placeholders.js";

/** A recorded request → the request to send to this server. */
export function toRequest(
  request: GoldenRequest,
  placeholders: Placeholders,
  { directory }: TestZitadel,
): ExchangeRequest {
  const { method, path, as, token, basic, headers } = request;
  const { type, body } = bodyOf(request, placeholders);
  const bearer =
    as === undefined ? token : (placeholders.locals.get(as) ?? directory.personalAccessToken(as));
  const client = typeof basic === "string" ? [directory.app(basic), directory.secret(basic)] : basic;
  const filledHeaders = Object.entries(headers).map(
    ([name, value]) => [name, fill(value, placeholders)] as const,
  );
  return {
    method,
    path: fill(path, placeholders),
    body,
    headers: {
      ...(type !== undefined && { "content-type": type }),
      ...(bearer !== undefined && { authorization: `Bearer ${fill(bearer, placeholders)}` }),
      ...(client !== undefined && { authorization: `Basic ${encodeClient(client, placeholders)}` }),
      ...Object.fromEntries(filledHeaders),
    },
  };
}

function bodyOf(
  { json, form, raw, generate }: GoldenRequest,
  placeholders: Placeholders,
): { type?: string; body: string } {
  if (raw !== undefined) return { body: fill(raw, placeholders) };
  if (form !== undefined) {
    const filled = Object.entries(form).map(([name, value]) => [name, fill(value, placeholders)] as const);
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
    : { type: "application/json", body: JSON.stringify(fillJson(json, placeholders)) };
}

function encodeClient(client: readonly string[], placeholders: Placeholders): string {
  const halves = client.map((half) => encodeURIComponent(fill(half, placeholders)));
  return Buffer.from(halves.join(":")).toString("base64");
}
