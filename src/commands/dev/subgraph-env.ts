import type { Emulator } from "zitadel-emulator";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The developer's environment, set up for the ZITADEL that dev runs. What they have set to try the subgraph's settings stays;
 * what says which ZITADEL and where to listen is ours.
 */
export function createSubgraphEnv(env: Env, { issuer, directory }: Emulator): Env {
  const kept = Object.entries(env).filter(([name]) => !isOurs(name));
  return {
    LOG_LEVEL: "warn",
    // Nobody has to look away before it starts again.
    SHUTDOWN_DELAY_MS: "0",
    ...Object.fromEntries(kept),
    ZITADEL_ISSUER: issuer,
    ZITADEL_PROJECT_ID: directory.project("shop"),
    ZITADEL_INTROSPECTION_CLIENT_ID: directory.app("api-basic"),
    ZITADEL_INTROSPECTION_CLIENT_SECRET: directory.secret("api-basic"),
    ZITADEL_SERVICE_USER_TOKEN: directory.personalAccessToken(serviceUserFor(env)),
    HOST: "127.0.0.1",
  };
}

/**
 * For who tries rules: it acts where one says `"as": "service"`, and nowhere else. With a replica it also reads events, which those who
 * manage users may not; of the world's service users only the owner may do both.
 */
function serviceUserFor(env: Env): string {
  return (env["REPLICA"] ?? "").trim() === "" ? "instance-manager" : "owner";
}

/** Their variables that dev does not use. */
export function ignoredVariables(env: Env): string[] {
  return Object.keys(env).filter((name) => reserved.test(name));
}

/** Which ZITADEL, and as whom to speak to it. */
const reserved = /^ZITADEL_(ISSUER|PROJECT_ID|API_URL|AUDIENCE|ORGANIZATION_ID|INTROSPECTION_.*|SERVICE_.*)$/;

function isOurs(name: string): boolean {
  return reserved.test(name) || name === "HOST" || name === "PORT";
}
