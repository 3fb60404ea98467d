import { z } from "zod";
import { newPlan, workloadKinds } from "../workloads.js";

/** The message that starts a measurement in the process of the limit. */
export const limitRequest = z.object({
  workload: z.object({
    name: z.string(),
    kind: z.enum(workloadKinds),
    usersPerRequest: z.number(),
    clients: z.number(),
    pages: z.number().optional(),
  }),
  options: z.object({ clients: z.number(), durationMs: z.number(), minRequests: z.number() }),
  first: z.number(),
});

/** The result of the measurement. */
export const limitResponse = z.object({
  requests: z.number(),
  elapsedMs: z.number(),
  latencies: z.array(z.number()),
});

export const encodedPlan = Buffer.from(newPlan).toString("base64");
