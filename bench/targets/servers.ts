import { fileURLToPath } from "node:url";
import { introspectionClient, projectId } from "../upstream/tokens.js";
import { metadataSchema } from "../workloads.js";
import type { ServerSpec, Upstream } from "./target.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const baselinesFolder = fileURLToPath(new URL("../baselines", import.meta.url));

type Variables = Readonly<Record<string, string>>;

/** The production build. Settings that are not listed have their defaults. */
function createSubgraphSpec(name: string, extra: (upstream: Upstream) => Variables = () => ({})): ServerSpec {
  return {
    name,
    args: ["dist/main.js"],
    cwd: root,
    env: (upstream, port) => ({
      ZITADEL_ISSUER: upstream.origin,
      ZITADEL_PROJECT_ID: projectId,
      ZITADEL_INTROSPECTION_CLIENT_ID: introspectionClient.id,
      ZITADEL_INTROSPECTION_CLIENT_SECRET: introspectionClient.secret,
      HOST: "127.0.0.1",
      PORT: String(port),
      ...extra(upstream),
    }),
    path: "/graphql",
    kinds: ["me", "entities", "set"],
    encoding: "text",
    servesFrom: undefined,
  };
}

function createBaselineSpec(name: string, folder: string, path = "/"): ServerSpec {
  return {
    name,
    args: [`${folder}/server.mjs`],
    cwd: baselinesFolder,
    env: ({ origin }, port) => ({ UPSTREAM: origin, PORT: String(port) }),
    path,
    kinds: ["me", "entities", "set"],
    encoding: "text",
    servesFrom: undefined,
  };
}

export const naive = createBaselineSpec("naive", "naive");
export const dataLoader = createBaselineSpec("DataLoader + fetch", "data-loader");
export const subgraphSpec = createSubgraphSpec("this subgraph");

const mesh: ServerSpec = {
  ...createBaselineSpec("Mesh in Hive Gateway", "mesh", "/graphql"),
  args: [
    "node_modules/@graphql-hive/gateway/dist/bin.js",
    "subgraph",
    "mesh/subgraph.graphql",
    "--config-path",
    "mesh/gateway.config.mjs",
    "--host",
    "127.0.0.1",
    "--jit",
  ],
  kinds: ["entities"],
  encoding: "base64",
};

const cachedSpec: ServerSpec = {
  ...createSubgraphSpec("this subgraph, cached", () => ({ METADATA_CACHE_TTL_MS: "60000" })),
  kinds: ["entities"],
  servesFrom: "cache",
};

/** Disables background verification: its list calls would be counted as calls of the measured target. */
const verifyDisabled = "0";

function createReplicaSpec(name: string, extra: Variables): ServerSpec {
  const variables = ({ serviceToken }: Upstream): Variables => ({
    REPLICA_VERIFY_INTERVAL_MS: verifyDisabled,
    ZITADEL_SERVICE_USER_TOKEN: serviceToken,
    ...extra,
  });
  return { ...createSubgraphSpec(name, variables), kinds: ["entities"], servesFrom: "replica" };
}

const serviceUserRule = {
  METADATA_POLICY: JSON.stringify({
    rules: [{ keys: ["*"], read: ["anyone"], write: ["anyone"], as: "service" }],
  }),
};

export const replicaSpec: ServerSpec = {
  ...createReplicaSpec("this subgraph, replica", {
    REPLICA: "memory",
    METADATA_SCHEMA: metadataSchema,
    ...serviceUserRule,
  }),
  kinds: ["entities", "attributes"],
};

export const redisReplicaName = "this subgraph, replica in Redis";

const replicas = (redisUrl: string | undefined): readonly ServerSpec[] => [
  replicaSpec,
  createReplicaSpec("this subgraph, replica, as caller", { REPLICA: "memory" }),
  ...(redisUrl === undefined
    ? []
    : [
        createReplicaSpec(redisReplicaName, {
          REPLICA: "redis",
          REDIS_URL: redisUrl,
          ...serviceUserRule,
        }),
      ]),
];

/** All servers of the comparison, first the one that the others are compared with. */
export const allServers = (redisUrl: string | undefined): readonly ServerSpec[] => [
  naive,
  createBaselineSpec("RESTDataSource", "rest-data-source"),
  dataLoader,
  mesh,
  createBaselineSpec("mercurius + jit", "mercurius", "/graphql"),
  subgraphSpec,
  cachedSpec,
  ...replicas(redisUrl),
];
