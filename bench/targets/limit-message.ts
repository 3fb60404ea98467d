import { z } from "zod";
import { newPlan } from "../workloads.js";

/** What the limit is told to do. */
export const limitMessage = z.object({
  workload: z.object({
    name: z.string(),
    kind: z.enum(["me", "entities", "set", "users"]),
    owners: z.number(),
    clients: z.number(),
    pages: z.number().optional(),
  }),
  amount: z.object({ clients: z.number(), ms: z.number(), atLeast: z.number() }),
  first: z.number(),
});

/** What it answers. */
export const limitAnswer = z.object({
  requests: z.number(),
  elapsedMs: z.number(),
  latencies: z.array(z.number()),
});

export const encodedPlan = Buffer.from(newPlan).toString("base64");
