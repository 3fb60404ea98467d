import { fileURLToPath } from "node:url";
import { introspection, projectId } from "../upstream/tokens.js";
import type { ServerSpec, Upstream } from "./contender.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
export const peersFolder = fileURLToPath(new URL("../peers", import.meta.url));

type Variables = Readonly<Record<string, string>>;

/** Our production build as it is delivered: every setting has its default. */
function ours(name: string, more: Variables = {}): ServerSpec {
  return {
    name,
    args: ["dist/main.js"],
    cwd: root,
    env: ({ origin }: Upstream, port: number) => ({
      ZITADEL_ISSUER: origin,
      ZITADEL_PROJECT_ID: projectId,
      ZITADEL_INTROSPECTION_CLIENT_ID: introspection.id,
      ZITADEL_INTROSPECTION_CLIENT_SECRET: introspection.secret,
      HOST: "127.0.0.1",
      PORT: String(port),
      ...more,
    }),
    path: "/graphql",
    kinds: ["me", "entities", "set"],
    encoding: "text",
    isCached: false,
  };
}

function peer(name: string, folder: string, path = "/"): ServerSpec {
  return {
    name,
    args: [`${folder}/server.mjs`],
    cwd: peersFolder,
    env: ({ origin }, port) => ({ UPSTREAM: origin, PORT: String(port) }),
    path,
    kinds: ["me", "entities", "set"],
    encoding: "text",
    isCached: false,
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

/** The one that everything is compared with comes first. */
export const servers: readonly ServerSpec[] = [
  naive,
  peer("RESTDataSource", "rest-data-source"),
  dataLoader,
  mesh,
  peer("mercurius + jit", "mercurius", "/graphql"),
  plainOurs,
  { ...ours("ours, cached", { METADATA_CACHE_MS: "60000" }), kinds: ["entities"], isCached: true },
];
