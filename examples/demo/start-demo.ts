import { join } from "node:path";
import { projectRoot } from "../../src/commands/dev/project-root.js";
import { freePort, openPort } from "../../src/commands/dev/free-port.js";
import { describeMovedPort } from "../../src/commands/dev/moved-port.js";
import { startChild } from "../../src/commands/dev/child/start-child.js";
import { createSubgraphEnv } from "../../src/commands/dev/subgraph-env.js";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { Failure } from "../../src/lib/failure.js";
import { exampleEnv } from "./example-env.js";
import { createDemoSeed } from "./demo-seed.js";
import { installAll } from "./install.js";
import { type PageName, pageNames, pages, parts, supergraph } from "./parts.js";
import type { Env } from "./start-npm.js";
import { startPage } from "./start-page.js";
import { startPart } from "./start-part.js";
import { DisposableGroup } from "./disposable-group.js";

/** The preferred ports; 0 selects any free port. */
export type Ports = Readonly<Record<"gateway" | "metadata" | "accounts" | "zitadel" | PageName, number>>;

export const defaultPorts: Ports = {
  gateway: 4000,
  metadata: 4001,
  accounts: 4002,
  zitadel: 8080,
  "admin-ui": 5173,
  web: 5174,
};

export const randomPorts: Ports = { gateway: 0, metadata: 0, accounts: 0, zitadel: 0, "admin-ui": 0, web: 0 };

export interface DemoOptions {
  readonly pages: "dev" | "built";
  readonly ports: Ports;
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
}

const serverNames = [
  ["gateway", "the gateway"],
  ["metadata", "the metadata subgraph"],
  ["accounts", "the accounts subgraph"],
  ["zitadel", "ZITADEL"],
  ["admin-ui", "the admin UI"],
  ["web", "the self-service page"],
] as const;

/** Installs missing packages and starts the ZITADEL emulator, both subgraphs, the gateway and the pages. */
export async function startDemo({
  pages: mode,
  ports,
  env: baseEnv,
  print,
  signal,
}: DemoOptions): Promise<Demo> {
  const env = exampleEnv(baseEnv);
  await installAll(parts, { env, print, signal });

  const { zitadel: zitadelPort, metadata: metadataPort, ...others } = ports;
  const free: Omit<Ports, "zitadel" | "metadata"> = await freePorts(others);
  const originOf = (name: keyof typeof free): string => `http://localhost:${free[name]}`;
  const origins = { "admin-ui": originOf("admin-ui"), web: originOf("web") };
  const graphql = `${originOf("gateway")}/graphql`;
  const started = new DisposableGroup();
  try {
    const seed = createDemoSeed(origins);
    const zitadel = started.add(await openPort(zitadelPort, (port) => startEmulator({ port, seed })));
    const { issuer } = zitadel;
    const subgraph = started.add(await startMetadata(zitadel, metadataPort));
    const used = { ...free, metadata: subgraph.port, zitadel: Number(new URL(issuer).port) };
    printMovedPorts(ports, used, print);
    const metadata = `http://127.0.0.1:${subgraph.port}`;
    const urls = { ...origins, zitadel: issuer, gateway: graphql, metadata, accounts: originOf("accounts") };

    await started.addAll([
      startPart(supergraph, {
        script: ["accounts"],
        env: { ...env, ZITADEL_ISSUER: issuer, PORT: String(free.accounts) },
        readinessUrl: `${urls.accounts}/livez`,
        signal,
      }),
      startPart(supergraph, {
        script: ["gateway"],
        env: {
          ...env,
          PORT: String(free.gateway),
          ACCOUNTS_URL: `${urls.accounts}/graphql`,
          METADATA_URL: `${metadata}/graphql`,
          CORS_ORIGINS: Object.values(origins).join(","),
        },
        readinessUrl: `${originOf("gateway")}/healthcheck`,
        signal,
      }),
      ...pageNames.map((name) =>
        startPage(pages[name], {
          mode,
          port: free[name],
          env: {
            ...env,
            VITE_ZITADEL_ISSUER: issuer,
            VITE_ZITADEL_CLIENT_ID: zitadel.directory.app(name),
            VITE_GRAPHQL_URL: graphql,
          },
          signal,
        }),
      ),
    ]);
    return { urls, zitadel, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
  } catch (error) {
    await started[Symbol.asyncDispose]();
    throw error;
  }
}

/** Starts the metadata subgraph. Tries the next port if another process takes the port first. */
async function startMetadata(
  zitadel: Emulator,
  preferredPort: number,
): Promise<AsyncDisposable & { readonly port: number }> {
  for (;;) {
    const port = await freePort(preferredPort);
    const child = startChild({
      ...createSubgraphEnv({ LOG_LEVEL: "error" }, zitadel),
      SUBGRAPH_ROOT_FIELDS: "none",
      METADATA_POLICY_FILE: join(projectRoot, "examples/demo/rules.json"),
      PORT: String(port),
    });
    const outcome = await child.started;
    if (outcome === "listening") return { port, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
    await child[Symbol.asyncDispose]();
    if (outcome === "portInUse") continue;
    throw new Failure("BAD_USER_INPUT", `The metadata subgraph did not start on port ${port}: ${outcome}.`);
  }
}

function printMovedPorts(preferred: Ports, used: Ports, print: (text: string) => void): void {
  for (const [name, server] of serverNames) {
    const text = describeMovedPort(server, preferred[name], used[name]);
    if (text !== undefined) print(text);
  }
}

/** Finds the ports sequentially. Concurrent searches could return the same port. */
async function freePorts<T extends Readonly<Record<string, number>>>(preferred: T): Promise<T> {
  const found: Record<string, number> = {};
  for (const [name, port] of Object.entries(preferred)) found[name] = await freePort(port);
  return { ...preferred, ...found };
}
