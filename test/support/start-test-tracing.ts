import { pino } from "pino";
import { startTracing } from "../../src/observability/tracing/start.js";
import { createTestClock } from "./test-clock.js";
import type { Variables } from "./test-env.js";

/**
 * Starts tracing in this process with these variables. They are set in `process.env` during the start,
 * because OpenTelemetry reads them there.
 */
export async function startTestTracing(
  variables: Variables,
): Promise<AsyncDisposable & { readonly isOn: boolean; readonly log: readonly string[] }> {
  const log: string[] = [];
  const before = { ...process.env };
  Object.assign(process.env, variables);
  const tracing = await startTracing(
    process.env,
    pino({ level: "debug" }, { write: (line) => log.push(line) }),
    // Stands still: disposal does not time out, and only one warning is logged.
    createTestClock(),
  );
  for (const name of Object.keys(variables)) {
    if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before[name];
  }
  return { isOn: tracing.isOn, log, [Symbol.asyncDispose]: () => tracing[Symbol.asyncDispose]() };
}
