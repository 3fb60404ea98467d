import { join } from "node:path";
import { projectRoot } from "../../src/commands/dev/project-root.js";
import { createDevState, type DevState } from "../../src/commands/dev/dev-state.js";
import { startChild } from "../../src/commands/dev/child/start-child.js";
import { startExplorer } from "../../src/commands/dev/explorer/start.js";
import { explorerUsers } from "../../src/commands/dev/explorer/users.js";
import { createSubgraphEnv } from "../../src/commands/dev/subgraph-env.js";
import { getToken } from "../../src/commands/token/get-token.js";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { Failure } from "../../src/lib/failure.js";
import { claimPorts, type Ports } from "./claim-ports.js";
import { exampleEnv } from "./example-env.js";
import { createDemoSeed } from "./demo-seed.js";
import { installAll } from "./install.js";
import { pageNames, pages, parts, supergraph } from "./parts.js";
import type { Env } from "./start-npm.js";
import { startPage } from "./start-page.js";
import { startPart } from "./start-part.js";
import { DisposableGroup } from "./disposable-group.js";

export interface DemoOptions {
  readonly pages: "dev" | "built";
  /** Whether the subgraph has a replica, which live updates of the pages require. It also serves most reads. */
  readonly hasReplica: boolean;
  /** The first set of ports to try; see `claimPorts`. */
  readonly portSet: number;
  /** Base environment of npm and the examples. The demo adds the addresses. */
  readonly env: Env;
  readonly print: (text: string) => void;
  readonly signal: AbortSignal;
}

/** A running demo. Disposing of it stops all processes. */
export interface Demo extends AsyncDisposable {
  /** The addresses of the servers. */
  readonly urls: Readonly<Record<keyof Ports, string>>;
  /** The ZITADEL emulator, for injecting faults and adding users. */
  readonly zitadel: Emulator;
  /** What `npm run -s cli -- token` needs. */
  readonly state: DevState;
}

/** Installs missing packages and starts the ZITADEL emulator, the subgraphs, the gateway and the pages. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { pages: mode, hasReplica, portSet, print, signal } = options;
  const env = exampleEnv(options.env);
  await installAll(parts, { env, print, signal });

  const started = new DisposableGroup();
  try {
    const { ports } = started.add(await claimPorts(portSet));
    const originOf = (name: keyof Ports): string => `http://localhost:${ports[name]}`;
    const origins = { "admin-ui": originOf("admin-ui"), web: originOf("web") };
    const urls = {
      ...origins,
      gateway: `${originOf("gateway")}/graphql`,
      explorer: originOf("explorer"),
      metadata: `http://127.0.0.1:${ports.metadata}`,
      accounts: originOf("accounts"),
      orders: originOf("orders"),
      zitadel: originOf("zitadel"),
    };
    const seed = createDemoSeed(origins);
    const zitadel = started.add(await startEmulator({ port: ports.zitadel, seed }));
    const state = createDevState("npm run demo", zitadel, seed);
    started.add(
      await startExplorer({
        port: ports.explorer,
        graphqlUrl: () => urls.gateway,
        users: explorerUsers(state, zitadel),
        getToken: (user) => getToken(state, user),
      }),
    );
    started.add(await startMetadata(zitadel, ports.metadata, hasReplica));
    await started.addAll([
      ...(["accounts", "orders"] as const).map((name) =>
        startPart(supergraph, {
          script: [name],
          env: { ...env, ZITADEL_ISSUER: zitadel.issuer, PORT: String(ports[name]) },
          readinessUrl: `${urls[name]}/livez`,
          signal,
        }),
      ),
      startPart(supergraph, {
        script: ["gateway"],
        env: {
          ...env,
          PORT: String(ports.gateway),
          ACCOUNTS_URL: `${urls.accounts}/graphql`,
          ORDERS_URL: `${urls.orders}/graphql`,
          METADATA_URL: `${urls.metadata}/graphql`,
          EXPLORER_URL: urls.explorer,
          CORS_ORIGINS: Object.values(origins).join(","),
        },
        readinessUrl: `${originOf("gateway")}/healthcheck`,
        signal,
      }),
      ...pageNames.map((name) =>
        startPage(pages[name], {
          mode,
          port: ports[name],
          env: {
            ...env,
            VITE_ZITADEL_ISSUER: zitadel.issuer,
            VITE_ZITADEL_CLIENT_ID: zitadel.directory.app(name),
            VITE_GRAPHQL_URL: urls.gateway,
          },
          signal,
        }),
      ),
    ]);
    return { urls, zitadel, state, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
  } catch (error) {
    await started[Symbol.asyncDispose]();
    throw error;
  }
}

async function startMetadata(zitadel: Emulator, port: number, hasReplica: boolean): Promise<AsyncDisposable> {
  const replica = { REPLICA: "memory", REPLICA_POLL_INTERVAL_MS: "500" };
  const child = startChild({
    ...createSubgraphEnv({ LOG_LEVEL: "error", ...(hasReplica && replica) }, zitadel),
    SUBGRAPH_ROOT_FIELDS: "none",
    METADATA_POLICY_FILE: join(projectRoot, "examples/demo/rules.json"),
    PORT: String(port),
  });
  const outcome = await child.started;
  if (outcome === "listening") return child;
  await child[Symbol.asyncDispose]();
  throw new Failure("BAD_USER_INPUT", `The metadata subgraph did not start on port ${port}: ${outcome}.`);
}
