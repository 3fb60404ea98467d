import { z } from "zod";

const order = z.object({
  id: z.string(),
  date: z.iso.date(),
  item: z.string(),
  total: z.number(),
  contractNumber: z.string(),
});
export type Order = z.infer<typeof order>;

/** Parses the orders, newest first. */
export function parseOrders(json: string): readonly Order[] {
  return z.array(order).parse(JSON.parse(json));
}
