/**
 * `npm run dev`: runs a ZITADEL emulator and an explorer in this process, and the subgraph in a child process
 * that restarts when its source files change.
 */
import { devSeed, startEmulator } from "zitadel-emulator";
import { createDevState } from "./dev-state.js";
import { devUsage, parseDevOptions } from "./options.js";
import { freePort, openPort } from "./free-port.js";
import { getToken } from "../token/get-token.js";
import { ensureSingleInstance, startLockFile } from "./lock-file.js";
import { describeMovedPort } from "./moved-port.js";
import { runCommand } from "../run-command.js";
import { runSubgraph } from "./child/run-subgraph.js";
import { startExplorer } from "./explorer/start.js";
import { explorerUsers } from "./explorer/users.js";
import { createExitSignal } from "../exit-signal.js";
import { addressHints, createSubgraphEnv, ignoredVariables } from "./subgraph-env.js";
import { watchSources } from "./child/watch-sources.js";
import { createWelcome } from "./welcome.js";

const signal = createExitSignal(process.env["npm_lifecycle_event"] !== undefined);

await runCommand(async () => {
  const options = parseDevOptions(process.argv.slice(2));
  if (options === undefined) {
    print(devUsage);
    return;
  }
  await ensureSingleInstance();
  await using zitadel = await openPort(options.zitadelPort, (port) => startEmulator({ port, seed: devSeed }));
  await using running = await startLockFile(createDevState("npm run dev", zitadel, devSeed));
  let origin = "";
  const { state } = running;
  await using explorer = await openPort(options.explorerPort, (port) =>
    startExplorer({
      port,
      graphqlUrl: () => `${origin}/graphql`,
      users: explorerUsers(state, zitadel),
      getToken: (user) => getToken(state, user),
    }),
  );
  await using sources = await watchSources((path) => {
    print(`${path} is used by dev itself. Restart \`npm run dev\` to apply the change.`);
  });
  printPort("ZITADEL", options.zitadelPort, Number(new URL(zitadel.issuer).port));
  printPort("the explorer", options.explorerPort, explorer.port);
  const ignored = ignoredVariables(process.env);
  if (ignored.length > 0) print(`Ignored, because dev uses the ZITADEL emulator: ${ignored.join(", ")}.`);
  for (const hint of addressHints(process.env)) print(hint);

  await runSubgraph({
    port: await freePort(options.port),
    env: createSubgraphEnv(process.env, zitadel),
    sources,
    signal,
    async onListening({ origin: childOrigin, changedFile, durationMs }) {
      const isFirst = origin === "";
      origin = childOrigin;
      if (isFirst) {
        const { port } = new URL(origin);
        printPort("the subgraph", options.port, Number(port));
        print(
          createWelcome({
            graphqlUrl: `${origin}/graphql`,
            explorerUrl: `http://localhost:${explorer.port}`,
            zitadel,
            accessToken: await getToken(state, "road-runner"),
          }),
        );
      } else {
        print(`Reloaded in ${(durationMs / 1000).toFixed(1)} s: ${changedFile ?? "after it exited"}`);
      }
    },
    onExit(status) {
      print(
        `The subgraph exited (${status}). It restarts when one of its source files changes. ` +
          "To change environment variables, restart `npm run dev`. Press Ctrl+C to stop.",
      );
    },
  });
});

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function printPort(name: string, preferred: number, port: number): void {
  const text = describeMovedPort(name, preferred, port);
  if (text !== undefined) print(text);
}
