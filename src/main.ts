/** The process: environment → configuration → app → signals. */
import { once } from "node:events";
import { type Logger, pino } from "pino";
import { readConfig } from "./config/read-config.js";
import { wordsFor } from "./config/words-for.js";
import { systemClock } from "./lib/clock.js";
import { watchStopSignals } from "./server/stop-signals.js";

let log: Logger | undefined;
const asked = watchStopSignals((signal) => {
  log?.warn({ signal }, "ended at once, by a second signal: what was in flight has no answer");
}, systemClock);

try {
  const config = readConfig(process.env);
  log = pino({ level: config.logLevel });
  // Only now: it takes a moment, and a signal that comes before it is listened for kills or, in a container, is lost.
  const { startApp } = await import("./server/app.js");
  const { startTracing } = await import("./server/seeing/start-tracing.js");
  await using tracing = await startTracing(process.env, log, systemClock);
  await using app = await startApp(config, log, { signal: asked.signal });
  log.info(
    {
      url: app.url,
      issuer: config.zitadel.issuer,
      accepts: config.zitadel.acceptTokens,
      rules: config.policyFrom ?? "none: ZITADEL alone decides",
      serviceUser: config.zitadel.service !== undefined,
      replica: config.replica?.store.kind ?? "none",
      routerSecret: config.routerSecrets.length > 0,
      traces: tracing.isOn,
    },
    "the subgraph is listening",
  );
  const { acceptTokens, introspection } = config.zitadel;
  if (introspection === undefined && !acceptTokens.includes("userinfo")) {
    log.info(
      "opaque access tokens are refused: there are no credentials for introspection (ZITADEL_INTROSPECTION_…)",
    );
  }
  if (!asked.signal.aborted) await once(asked.signal, "abort");
  // A person at a terminal waits for it, and no load balancer looks.
  await app.stop({ delayMs: asked.isByHand() ? 0 : config.shutdown.delayMs });
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${wordsOf(error)}\n`);
}

function wordsOf(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return `${error.message}: something else listens there; set PORT to a free port.`;
  }
  return wordsFor(error);
}
