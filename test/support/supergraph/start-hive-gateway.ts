import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exampleEnv } from "../../../examples/demo/example-env.js";
import { supergraph } from "../../../examples/demo/parts.js";
import { startPart } from "../../../examples/demo/start-part.js";
import { freePort } from "../../../src/commands/dev/free-port.js";
import { composeSupergraph, type StartGateway } from "./gateway.js";

/** Starts the gateway of `examples/supergraph`, whose packages have to be installed. */
export const startHiveGateway: StartGateway = (subgraphs) => startHiveGatewayWith({}, subgraphs);

/** The same with these environment variables. */
export async function startHiveGatewayWith(
  env: Readonly<Record<string, string>>,
  subgraphs: Parameters<StartGateway>[0],
): ReturnType<StartGateway> {
  const folder = await mkdtemp(join(tmpdir(), "hive-gateway-"));
  const file = join(folder, "supergraph.graphql");
  await writeFile(file, await composeSupergraph(subgraphs));
  const origin = `http://127.0.0.1:${await freePort(0)}`;
  const gateway = await startPart(supergraph, {
    script: ["gateway"],
    env: {
      ...exampleEnv(process.env),
      ...env,
      HOST: "127.0.0.1",
      PORT: new URL(origin).port,
      SUPERGRAPH: file,
    },
    readinessUrl: `${origin}/healthcheck`,
    signal: AbortSignal.timeout(100_000),
  });
  return {
    url: `${origin}/graphql`,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
