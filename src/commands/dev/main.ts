/** `npm run dev`: an embedded ZITADEL and an explorer in this process, the subgraph in one that its sources restart. */
import { devSeed, startEmulator } from "zitadel-emulator";
import { createDevState } from "./dev-state.js";
import { devUsage, readDevOptions } from "./options.js";
import { freePort, openPort } from "./free-port.js";
import { getToken } from "../token/get-token.js";
import { ensureSingleInstance, startLockFile } from "./lock-file.js";
import { runCommand } from "../run-command.js";
import { runSubgraph } from "./child/run-subgraph.js";
import { startExplorer } from "./explorer/start.js";
import { createExitSignal } from "../exit-signal.js";
import { createSubgraphEnv, ignoredVariables } from "./subgraph-env.js";
import { watchSources } from "./child/watch-sources.js";
import { createWelcome } from "./welcome.js";

const signal = createExitSignal(process.env["npm_lifecycle_event"] !== undefined);

await runCommand(async () => {
  const options = readDevOptions(process.argv.slice(2));
  if (options === undefined) {
    tell(devUsage);
    return;
  }
  await ensureSingleInstance();
  await using zitadel = await openPort(options.zitadelPort, (port) => startEmulator({ port, seed: devSeed }));
  await using running = await startLockFile(createDevState(zitadel));
  let origin = "";
  const getDefaultToken = (): Promise<string> => getToken(running.state, "road-runner");
  await using explorer = await openPort(options.explorerPort, (port) =>
    startExplorer({ port, graphqlUrl: () => `${origin}/graphql`, getToken: getDefaultToken }),
  );
  await using sources = await watchSources((path) => {
    tell(`${path} is part of dev itself: stop this and start it again to have the change.`);
  });
  tellPort("ZITADEL", options.zitadelPort, Number(new URL(zitadel.issuer).port));
  tellPort("the explorer", options.explorerPort, explorer.port);
  const ours = ignoredVariables(process.env);
  if (ours.length > 0) tell(`Not used here, where ZITADEL is the emulated one: ${ours.join(", ")}.`);

  await runSubgraph({
    port: await freePort(options.port),
    env: createSubgraphEnv(process.env, zitadel),
    sources,
    signal,
    async onListening({ origin: listening, changed, tookMs }) {
      const isFirst = origin === "";
      origin = listening;
      if (isFirst) {
        const { port } = new URL(origin);
        tellPort("the subgraph", options.port, Number(port));
        tell(
          createWelcome({
            graphqlUrl: `${origin}/graphql`,
            explorerUrl: `http://localhost:${explorer.port}`,
            zitadel,
            accessToken: await getDefaultToken(),
          }),
        );
      } else {
        tell(`Reloaded in ${(tookMs / 1000).toFixed(1)} s: ${changed ?? "it had ended"}`);
      }
    },
    onEnded(how) {
      tell(
        `The subgraph ended (${how}). It starts again when one of its files is saved; ` +
          "with another environment, only when you start all of this again.",
      );
    },
  });
});

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

function tellPort(what: string, wanted: number, port: number): void {
  if (wanted !== 0 && port !== wanted) tell(`Port ${wanted} is taken: ${what} has ${port}.`);
}
