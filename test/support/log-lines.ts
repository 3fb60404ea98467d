import { z } from "zod";
import type { TestEnv } from "./test-env.js";

const logged = z.looseObject({ level: z.number(), msg: z.string(), requestId: z.string().optional() });

/** A line of the log. */
export type LogLine = z.infer<typeof logged>;

/** Those of this message, oldest first. */
export function linesOf({ log }: Pick<TestEnv, "log">, message: "operation" | "audit"): readonly LogLine[] {
  return linesIn(log).filter(({ msg }) => msg === message);
}

/** Those that neither sum up an operation nor tell who wrote what. */
export function otherLinesOf({ log }: Pick<TestEnv, "log">): readonly LogLine[] {
  return linesIn(log).filter(({ msg }) => msg !== "operation" && msg !== "audit");
}

function linesIn(log: readonly string[]): readonly LogLine[] {
  return log.map((line) => logged.parse(JSON.parse(line)));
}
