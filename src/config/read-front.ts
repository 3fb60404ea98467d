import * as z from "zod";
import { Secret } from "../lib/secret.js";
import type { Config } from "./config.js";
import type { Environment } from "./environment.js";
import { commaList, origin } from "./values.js";

/** What a header can carry as it is: visible ASCII. */
const sendable = /^[\x21-\x7e]+$/;

/** Who is let in before it is asked who is calling: routers, and scripts of websites. */
export function readFront(environment: Environment): Pick<Config, "routerSecrets" | "corsOrigins"> {
  const expected = "a comma list of origins, such as https://app.example, none twice";
  const origins = commaList(expected).pipe(z.array(origin(() => true, expected)));
  return {
    routerSecrets: readRouterSecrets(environment),
    corsOrigins: environment.read("CORS_ORIGINS", origins, []),
  };
}

function readRouterSecrets(environment: Environment): readonly Secret[] {
  environment.refuseEmpty("ROUTER_SECRET", "ROUTER_SECRET_FILE");
  const lines = environment.secret("ROUTER_SECRET")?.reveal().split("\n") ?? [];
  const secrets = lines.map((line) => line.trim()).filter((line) => line !== "");
  if (secrets.length > 2 || !secrets.every((secret) => sendable.test(secret))) {
    environment.report({
      variable: "ROUTER_SECRET",
      found: `${secrets.length} ${secrets.length === 1 ? "line" : "lines"} (not shown)`,
      expected: "one line or two, the old secret and the new one, of visible ASCII characters without spaces",
    });
  }
  return secrets.map((secret) => new Secret(secret));
}
