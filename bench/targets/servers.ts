import { fileURLToPath } from "node:url";
import { introspection, projectId } from "../upstream/tokens.js";
import type { ServerSpec, Upstream } from "./contender.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const baselinesFolder = fileURLToPath(new URL("../baselines", import.meta.url));

type Variables = Readonly<Record<string, string>>;

/** Our production build as it is delivered: every setting has its default. */
function ours(name: string, more: (upstream: Upstream) => Variables = () => ({})): ServerSpec {
  return {
    name,
    args: ["dist/main.js"],
    cwd: root,
    env: (upstream, port) => ({
      ZITADEL_ISSUER: upstream.origin,
      ZITADEL_PROJECT_ID: projectId,
      ZITADEL_INTROSPECTION_CLIENT_ID: introspection.id,
      ZITADEL_INTROSPECTION_CLIENT_SECRET: introspection.secret,
      HOST: "127.0.0.1",
      PORT: String(port),
      ...more(upstream),
    }),
    path: "/graphql",
    kinds: ["me", "entities", "set"],
    encoding: "text",
    knows: undefined,
  };
}

function peer(name: string, folder: string, path = "/"): ServerSpec {
  return {
    name,
    args: [`${folder}/server.mjs`],
    cwd: baselinesFolder,
    env: ({ origin }, port) => ({ UPSTREAM: origin, PORT: String(port) }),
    path,
    kinds: ["me", "entities", "set"],
    encoding: "text",
    knows: undefined,
  };
}

export const naive = peer("naive", "naive");
export const dataLoader = peer("DataLoader + fetch", "data-loader");
export const plainOurs = ours("ours");

const mesh: ServerSpec = {
  ...peer("Mesh in Hive Gateway", "mesh", "/graphql"),
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

const cached: ServerSpec = {
  ...ours("ours, cached", () => ({ METADATA_CACHE_TTL_MS: "60000" })),
  kinds: ["entities"],
  knows: "cache",
};

/** Its lists would be counted among those of whoever is being asked. */
const uncheckedMs = "0";

function replica(name: string, more: Variables): ServerSpec {
  const variables = ({ serviceToken }: Upstream): Variables => ({
    REPLICA_VERIFY_INTERVAL_MS: uncheckedMs,
    ZITADEL_SERVICE_USER_TOKEN: serviceToken,
    ...more,
  });
  return { ...ours(name, variables), kinds: ["entities"], knows: "replica" };
}

const asService = {
  METADATA_POLICY: JSON.stringify({
    rules: [{ keys: ["*"], read: ["anyone"], write: ["anyone"], as: "service" }],
  }),
};

export const replicaOurs = replica("ours, replica", { REPLICA: "memory", ...asService });

const replicas = (redisUrl: string | undefined): readonly ServerSpec[] => [
  replicaOurs,
  replica("ours, replica, as caller", { REPLICA: "memory" }),
  ...(redisUrl === undefined
    ? []
    : [replica("ours, replica in Redis", { REPLICA: "redis", REDIS_URL: redisUrl, ...asService })]),
];

/** The one that everything is compared with comes first. */
export const serversWith = (redisUrl: string | undefined): readonly ServerSpec[] => [
  naive,
  peer("RESTDataSource", "rest-data-source"),
  dataLoader,
  mesh,
  peer("mercurius + jit", "mercurius", "/graphql"),
  plainOurs,
  cached,
  ...replicas(redisUrl),
];
