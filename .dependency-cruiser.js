/** Who may import whom, as data. Type imports count. */

/** Each room and the rooms it may import from, besides itself. */
const rooms = {
  lib: [],
  metadata: ["lib"],
  config: ["lib", "metadata"],
  replica: ["lib", "metadata"],
  zitadel: ["lib", "metadata"],
  graphql: ["lib", "metadata"],
  // Of zitadel, auth may have the calls, never a way to read or write metadata: see the rule below.
  auth: ["lib", "metadata", "zitadel"],
  server: ["lib", "metadata", "config", "replica", "zitadel", "graphql", "auth"],
  // Two independent readings of ZITADEL's contract: a mistake in a shared one would cancel itself out in every test.
  emulator: ["lib"],
  // What the other commands share; it runs the subgraph as a process, never as an import.
  dev: ["lib", "config", "emulator"],
};

/** Packages and the rooms that may import them. */
const packages = {
  "@apollo/server": ["graphql", "server"],
  "@apollo/subgraph": ["graphql"],
  chokidar: ["dev"],
  dataloader: ["graphql"],
  "@fastify/cors": ["server"],
  fastify: ["server", "dev"],
  "get-port": ["dev"],
  "@opentelemetry/api": ["server", "zitadel"],
  "@opentelemetry/exporter-trace-otlp-http": ["server"],
  "@opentelemetry/resources": ["server"],
  "@opentelemetry/sdk-trace-node": ["server"],
  graphql: ["graphql"],
  "graphql-jit": ["graphql"],
  ioredis: ["replica"],
  jose: ["auth", "zitadel", "emulator"],
  leven: ["config"],
  "lru-cache": ["auth", "graphql", "replica", "zitadel"],
  "prom-client": ["server"],
  pino: ["server"],
  "pino-pretty": ["dev"],
  undici: ["zitadel"],
  zod: ["config", "dev"],
};

const commands = "^src/[^/]+\\.ts$";
const anyOf = (names) => `(${names.join("|")})`;

export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-orphans", severity: "error", from: { orphan: true, pathNot: commands }, to: {} },
    ...Object.entries(rooms).map(([room, below]) => ({
      name: `${room}-imports-downwards`,
      severity: "error",
      from: { path: `^src/${room}/` },
      to: { path: "^src/", pathNot: `^src/${anyOf([room, ...below])}/` },
    })),
    ...Object.entries(packages).map(([name, allowed]) => ({
      name: `${name}-where-it-belongs`,
      severity: "error",
      from: { path: "^src/", pathNot: [`^src/${anyOf(allowed)}/`, commands] },
      to: { path: `node_modules/${name}/` },
    })),
    {
      name: "graphql-knows-apollo-server-by-type-only",
      severity: "error",
      from: { path: "^src/graphql/" },
      to: { path: "node_modules/@apollo/server/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "auth-reads-no-metadata",
      severity: "error",
      from: { path: "^src/auth/" },
      to: { path: "^src/zitadel/(.*-source|writes|list-pages|connect)\\.ts$" },
    },
    {
      name: "metadata-is-pure",
      severity: "error",
      from: { path: "^src/metadata/" },
      to: { dependencyTypes: ["npm", "npm-dev", "core"], pathNot: "^(node:)?buffer$" },
    },
    {
      name: "emulator-only-in-development",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/emulator/", "^src/dev/", "^src/(dev|zitadel)\\.ts$"] },
      to: { path: "^src/emulator/" },
    },
    {
      name: "main-ships-no-dev",
      severity: "error",
      from: { path: "^src/(main|replica-verify)\\.ts$" },
      to: { path: "^src/(dev|emulator)/" },
    },
    {
      name: "commands-only-wire",
      severity: "error",
      from: { path: commands },
      to: {
        path: "^src/",
        pathNot: ["^src/(lib|config|server|emulator|dev)/", "^src/graphql/schema\\.ts$", commands],
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^src/graphql/generated/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node"] },
  },
};
