/** The process: environment → configuration → app → signals. */
import { once } from "node:events";
import { pino } from "pino";
import { ConfigError } from "./config/config-error.js";
import { readConfig } from "./config/read-config.js";
import { Failure } from "./lib/failure.js";
import { startApp } from "./server/app.js";
import { startTracing } from "./server/seeing/start-tracing.js";

const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    stop.abort();
  });
}

try {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel });
  await using tracing = await startTracing(process.env, log);
  await using app = await startApp(config, log);
  log.info(
    {
      url: app.url,
      issuer: config.zitadel.issuer,
      accepts: config.zitadel.acceptTokens,
      rules: config.policyFrom ?? "none: ZITADEL alone decides",
      serviceUser: config.zitadel.service !== undefined,
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
  if (!stop.signal.aborted) await once(stop.signal, "abort");
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${wordsFor(error)}\n`);
}

/** What the person who starts it can do something about is told in words; anything else is a bug, with its stack. */
function wordsFor(error: unknown): string {
  if (error instanceof ConfigError || error instanceof Failure) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE") {
    return `${error.message}: something else listens there; set PORT to a free port.`;
  }
  return error.stack ?? error.message;
}
