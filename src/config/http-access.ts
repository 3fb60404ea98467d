import * as z from "zod";
import type { Secret } from "../lib/secret.js";
import type { Config } from "./config.js";
import type { Environment } from "./environment.js";
import { readSecretLines } from "./secret-lines.js";
import { commaList, origin } from "./schemas.js";

/** Reads the settings that apply before authentication: router secrets and CORS origins. */
export function readHttpAccess(environment: Environment): Pick<Config, "routerSecrets" | "corsOrigins"> {
  const expected = "a comma-separated list of origins such as https://app.example, without duplicates";
  const origins = commaList(expected).pipe(z.array(origin(() => true, expected)));
  return {
    routerSecrets: readRouterSecrets(environment),
    corsOrigins: environment.read("CORS_ORIGINS", origins, []),
  };
}

function readRouterSecrets(environment: Environment): readonly Secret[] {
  environment.rejectEmpty("ROUTER_SECRET", "ROUTER_SECRET_FILE");
  return readSecretLines(
    environment,
    "ROUTER_SECRET",
    "one line, or two for the old and the new secret, of visible ASCII characters without spaces",
  );
}
