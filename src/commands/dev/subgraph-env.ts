import { join } from "node:path";
import type { Emulator } from "zitadel-emulator";
import { projectRoot } from "./project-root.js";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Returns the developer's environment with the variables for dev's ZITADEL emulator, and with optional fields of
 * the schema. The developer's other settings of the subgraph are kept.
 */
export function createSubgraphEnv(env: Env, { issuer, directory }: Emulator): Env {
  const developerEnv = Object.entries(env).filter(([name]) => !isReserved(name));
  return {
    LOG_LEVEL: "warn",
    // There is no load balancer, so a restart needs no delay.
    SHUTDOWN_DELAY_MS: "0",
    SUBGRAPH_SEARCH: "true",
    SUBGRAPH_LOOKUP: "contractNumber:contract",
    ...(env["METADATA_SCHEMA"] === undefined && {
      METADATA_SCHEMA_FILE: join(projectRoot, "examples/supergraph/metadata-schema.json"),
    }),
    ...Object.fromEntries(developerEnv),
    ZITADEL_ISSUER: issuer,
    ZITADEL_PROJECT_ID: directory.project("shop"),
    ZITADEL_INTROSPECTION_CLIENT_ID: directory.app("api-basic"),
    ZITADEL_INTROSPECTION_CLIENT_SECRET: directory.secret("api-basic"),
    ZITADEL_SERVICE_USER_TOKEN: directory.personalAccessToken(serviceUserFor(env)),
    HOST: "127.0.0.1",
  };
}

/**
 * Returns the service user, which is used by rules with `"as": "service"` and by the replica. The replica
 * also reads events, which a user manager may not. Of the seeded service users only `owner` may do both.
 */
function serviceUserFor(env: Env): string {
  return (env["REPLICA"] ?? "").trim() === "" ? "instance-manager" : "owner";
}

/** The developer's variables that dev ignores. */
export function ignoredVariables(env: Env): string[] {
  return Object.keys(env).filter((name) => reserved.test(name));
}

/** What to do instead of setting a variable for the address, for each one that is set. */
export function addressHints(env: Env): string[] {
  return Object.entries(hints).flatMap(([name, hint]) =>
    env[name] === undefined ? [] : [`Ignored ${name}. ${hint}`],
  );
}

const hints = {
  PORT: "To set the port, use `npm run dev -- --port 5000`.",
  HOST: "dev accepts connections from this machine only.",
} as const;

/** Variables for ZITADEL's address and the credentials, which dev sets itself. */
const reserved = /^ZITADEL_(ISSUER|PROJECT_ID|API_URL|AUDIENCE|ORGANIZATION_ID|INTROSPECTION_.*|SERVICE_.*)$/;

function isReserved(name: string): boolean {
  return reserved.test(name) || name in hints;
}
