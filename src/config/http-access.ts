import * as z from "zod";
import type { Secret } from "../lib/secret.js";
import type { Config } from "./config.js";
import type { Environment } from "./environment.js";
import { readSecretLines } from "./secret-lines.js";
import { commaList, origin } from "./schemas.js";

/** Who is let in before it is asked who is calling: routers, and scripts of websites. */
export function readHttpAccess(environment: Environment): Pick<Config, "routerSecrets" | "corsOrigins"> {
  const expected = "a comma list of origins, such as https://app.example, none twice";
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
    "one line or two, the old secret and the new one, of visible ASCII characters without spaces",
  );
}
