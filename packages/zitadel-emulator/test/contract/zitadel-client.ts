import { expect } from "vitest";
import { z } from "zod";
import type { Emulator } from "../../src/emulator.js";
import { exchange, type ExchangeResponse } from "../zitadel/exchange.js";

/** Calls the APIs as a service user of the seed. */
export function createClient(
  { issuer, directory }: Emulator,
  as = "owner",
): (path: string, message?: unknown, method?: string) => Promise<ExchangeResponse> {
  const headers = {
    authorization: `Bearer ${directory.personalAccessToken(as)}`,
    "content-type": "application/json",
  };
  return (path, message, method = "POST") =>
    exchange(issuer, {
      method,
      path,
      headers,
      ...(message !== undefined && { body: JSON.stringify(message) }),
    });
}

export async function write(
  emulator: Emulator,
  userId: string,
  entries: Readonly<Record<string, string>>,
): Promise<void> {
  const metadata = Object.entries(entries).map(([key, text]) => ({ key, value: btoa(text) }));
  const response = await createClient(emulator)(`/v2/users/${userId}/metadata`, { metadata });
  expect(response.status).toBe(200);
}

const event = z.object({
  editor: z.object({ userId: z.string(), displayName: z.string().optional() }),
  aggregate: z.object({
    id: z.string(),
    type: z.object({ type: z.string() }),
    resourceOwner: z.string(),
  }),
  sequence: z.string().transform(Number),
  creationDate: z.string(),
  payload: z.object({ key: z.string(), value: z.string().optional() }).optional(),
  type: z.object({ type: z.string() }),
});
const page = z.object({ events: z.array(event).default([]) });

export type FoundEvent = z.infer<typeof event>;

export async function search(emulator: Emulator, message: unknown = {}): Promise<FoundEvent[]> {
  const response = await createClient(emulator)("/admin/v1/events/_search", message);
  expect(response.status).toBe(200);
  return page.parse(response.body).events;
}

/** The metadata keys of the events, or the event types of events without a key. */
export function keysOf(events: readonly FoundEvent[]): string[] {
  return events.map(({ payload, type }) => payload?.key ?? type.type);
}

const target = z.looseObject({ id: z.string(), signingKey: z.string() });

/** Creates a target and an execution that calls it for matching events. */
export async function createWebhook(
  emulator: Emulator,
  endpoint: string,
  condition: unknown = { group: "user.metadata" },
  // The maximum of ZITADEL: a receiver on a busy machine must not time out.
  timeout = "270s",
): Promise<z.infer<typeof target>> {
  const call = createClient(emulator);
  const created = await call("/v2/actions/targets", {
    name: "hook",
    restWebhook: { interruptOnError: false },
    timeout,
    endpoint,
  });
  expect(created.status).toBe(200);
  const createdTarget = target.parse(created.body);
  const executed = await call(
    "/v2/actions/executions",
    { condition: { event: condition }, targets: [createdTarget.id] },
    "PUT",
  );
  expect(executed.status).toBe(200);
  return createdTarget;
}
