import { z } from "zod";
import type { TestEnv } from "./test-env.js";

const logLineSchema = z.looseObject({ level: z.number(), msg: z.string(), requestId: z.string().optional() });

/** A parsed line of the log. */
export type LogLine = z.infer<typeof logLineSchema>;

/** Returns the log lines with this message, oldest first. */
export function linesOf({ log }: Pick<TestEnv, "log">, message: "operation" | "audit"): readonly LogLine[] {
  return parseLines(log).filter(({ msg }) => msg === message);
}

/** Returns the log lines other than operation and audit lines. */
export function otherLinesOf({ log }: Pick<TestEnv, "log">): readonly LogLine[] {
  return parseLines(log).filter(({ msg }) => msg !== "operation" && msg !== "audit");
}

function parseLines(log: readonly string[]): readonly LogLine[] {
  return log.map((line) => logLineSchema.parse(JSON.parse(line)));
}
