/** Allowed imports between folders, and from packages. Type imports count. */

/** Each folder of src and the other folders that it may import from. */
const layers = {
  lib: [],
  metadata: ["lib"],
  changes: ["lib", "metadata"],
  access: ["lib", "metadata", "changes"],
  subscriptions: ["lib", "metadata", "changes"],
  "typed-keys": ["lib", "metadata"],
  config: ["lib", "metadata", "access", "typed-keys"],
  replica: ["lib", "metadata", "changes", "access"],
  zitadel: ["lib", "metadata", "changes", "access"],
  // The client for Redis is that of the replica.
  leases: ["lib", "changes", "replica"],
  graphql: ["lib", "metadata", "access", "subscriptions", "typed-keys"],
  // auth may use the HTTP client and the OIDC calls of zitadel, but not its metadata calls: see
  // `auth-reads-no-metadata`.
  auth: ["lib", "metadata", "zitadel"],
};

/** Folders that may import all folders of `layers`, and those before them in this list. */
for (const layer of ["observability", "lifecycle", "http", "app", "commands"]) {
  layers[layer] = Object.keys(layers);
}

/** The same for the subfolders of the larger folders. */
const sublayers = {
  zitadel: {
    client: [],
    oidc: ["client"],
    api: ["client", "oidc"],
    metadata: ["client", "oidc", "api", "users"],
    users: ["client", "oidc", "api"],
    events: ["client", "oidc", "api"],
  },
  replica: {
    record: [],
    store: ["record"],
    verify: ["record", "store"],
    follow: ["record", "store", "verify"],
    source: ["record", "store", "verify"],
  },
  observability: { metrics: [], tracing: [] },
  graphql: {
    errors: [],
    limits: ["errors"],
    context: ["errors", "limits"],
    federation: [],
    resolvers: ["errors", "limits", "context", "federation"],
    attributes: ["errors", "limits", "context", "resolvers"],
    execution: ["errors", "limits", "context", "federation", "resolvers", "attributes"],
  },
};

/** Packages and the folders that may import them. */
const packages = {
  "@apollo/server": ["graphql", "app", "http"],
  "@apollo/subgraph": ["graphql"],
  ajv: ["typed-keys"],
  "ajv-formats": ["typed-keys"],
  chokidar: ["commands"],
  dataloader: ["graphql"],
  "@fastify/cors": ["http"],
  fastify: ["http", "lifecycle", "observability", "app", "commands"],
  "get-port": ["commands"],
  "@opentelemetry/api": ["observability", "zitadel"],
  "@opentelemetry/exporter-trace-otlp-http": ["observability"],
  "@opentelemetry/resources": ["observability"],
  "@opentelemetry/sdk-trace-node": ["observability"],
  graphql: ["graphql", "http"],
  "https-proxy-agent": ["observability"],
  "graphql-ws": ["http"],
  ioredis: ["replica", "leases"],
  jose: ["auth", "zitadel"],
  leven: ["config"],
  "lossless-json": ["lib"],
  "lru-cache": ["auth", "graphql", "replica", "zitadel"],
  "prom-client": ["observability"],
  re2js: ["typed-keys"],
  pino: ["app", "http", "lifecycle", "observability", "commands"],
  "pino-pretty": ["commands"],
  undici: ["zitadel", "http"],
  ws: ["http"],
  zod: ["config", "commands"],
};

const entryPoints =
  "^src/(main|commands/cli|commands/print-schema|commands/[^/]+/main)\\.ts$|^packages/zitadel-emulator/src/(index|cli/main)\\.ts$";
const anyOf = (names) => `(${names.join("|")})`;

export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-orphans", severity: "error", from: { orphan: true, pathNot: entryPoints }, to: {} },
    ...Object.entries(layers).map(([layer, below]) => ({
      name: `${layer}-imports-downwards`,
      severity: "error",
      from: { path: `^src/${layer}/` },
      to: { path: "^src/", pathNot: `^src/${anyOf([layer, ...below])}/` },
    })),
    ...Object.entries(sublayers).flatMap(([layer, parts]) =>
      Object.entries(parts).map(([part, below]) => ({
        name: `${layer}-${part}-imports-downwards`,
        severity: "error",
        from: { path: `^src/${layer}/${part}/` },
        to: {
          path: `^src/${layer}/${anyOf(Object.keys(parts))}/`,
          pathNot: `^src/${layer}/${anyOf([part, ...below])}/`,
        },
      })),
    ),
    ...Object.entries(packages).map(([name, allowed]) => ({
      name: `${name}-only-in-allowed-folders`,
      severity: "error",
      from: { path: "^src/", pathNot: [`^src/${anyOf(allowed)}/`, entryPoints] },
      to: { path: `node_modules/${name}/` },
    })),
    {
      name: "graphql-imports-only-types-of-apollo-server",
      severity: "error",
      from: { path: "^src/graphql/" },
      to: { path: "node_modules/@apollo/server/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "auth-reads-no-metadata",
      severity: "error",
      from: { path: "^src/auth/" },
      to: { path: "^src/zitadel/(metadata|users|events)/" },
    },
    {
      name: "metadata-is-pure",
      severity: "error",
      from: { path: "^src/(metadata|changes|access)/" },
      to: { dependencyTypes: ["npm", "npm-dev", "core"], pathNot: "^(node:)?buffer$" },
    },
    {
      name: "emulator-only-in-development",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/commands/dev/" },
      to: { path: "^packages/" },
    },
    {
      // Two independent implementations of ZITADEL's contract: a mistake in shared code would cancel itself
      // out in every test.
      name: "emulator-shares-no-code-with-the-subgraph",
      severity: "error",
      from: { path: "^packages/" },
      to: { path: "^(src|test|bench|examples)/" },
    },
    {
      name: "production-imports-no-development-code",
      severity: "error",
      from: { path: "^src/(main\\.ts|commands/(metadata|verify-replica)/)" },
      to: { path: "^(src/commands/(dev|token)|packages)/" },
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
