/** The server process: reads the configuration, starts the app and shuts it down on a signal. */
import { type Logger, pino } from "pino";
import { readConfig } from "./config/read-config.js";
import { formatError } from "./config/format-error.js";
import { systemClock } from "./lib/clock.js";
import { replaceSurrogates } from "./lib/replace-surrogates.js";
import { waitForAbort } from "./lib/wait-for-abort.js";
import { handleSignals } from "./lifecycle/signals.js";

let log: Logger | undefined;
const stopSignals = handleSignals((signal) => {
  log?.warn({ signal }, "forced exit on second signal; in-flight requests were dropped");
}, systemClock);

try {
  const config = readConfig(process.env);
  // Lines contain names and keys that clients sent: collectors drop a line that is not well-formed.
  log = pino({ level: config.logLevel, hooks: { streamWrite: replaceSurrogates } });
  // Loaded after the signal handlers are installed, because loading takes time. Without a handler, a signal
  // kills the process or, for process 1 in a container, is ignored.
  const { createApp } = await import("./app/create-app.js");
  const { startTracing } = await import("./observability/tracing/start.js");
  await using tracing = await startTracing(process.env, config.selectProxy, log, systemClock);
  await using app = await createApp(config, log, { signal: stopSignals.signal });
  log.info(
    {
      url: app.url,
      issuer: config.zitadel.issuer,
      tokenChecks: config.zitadel.acceptTokens,
      policySource: config.policySource ?? "none",
      serviceUser: config.zitadel.serviceUser !== undefined,
      replica: config.replica?.store.kind ?? "none",
      routerSecret: config.routerSecrets.length > 0,
      proxy: config.selectProxy(new URL(config.zitadel.apiUrl))?.origin ?? "none",
      traces: tracing.isOn,
    },
    "server listening",
  );
  const { acceptTokens, introspection } = config.zitadel;
  if (introspection === undefined && !acceptTokens.includes("userinfo")) {
    log.info("opaque tokens are rejected: no introspection credentials configured (ZITADEL_INTROSPECTION_…)");
  }
  await waitForAbort(stopSignals.signal);
  // Ctrl+C in a terminal: no load balancer sends traffic, so there is no delay.
  await app.stop({ delayMs: stopSignals.isInteractive() ? 0 : config.shutdown.delayMs });
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${formatError(error)}\n`);
}
