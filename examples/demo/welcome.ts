import { password } from "zitadel-emulator";
import type { Demo } from "./start-demo.js";

/** What people are told when everything runs. */
export function createWelcome({ urls }: Demo): string {
  const line = (name: string, url: string, description: string): string =>
    `${name.padEnd(12)}${url.padEnd(32)}${description}`.trimEnd();
  return `
${line("Admin page", urls["admin-ui"], "edit the metadata of all users")}
${line("Own page", urls.web, "edit your own preferences")}
${line("Supergraph", urls.gateway, "Hive Gateway, which both pages use")}
${line("Subgraphs", `${urls.metadata}/graphql`, "metadata")}
${line("", `${urls.accounts}/graphql`, "accounts")}
${line("ZITADEL", urls.zitadel, "emulated; changes are lost when you stop the demo")}

SIGN IN AS   PASSWORD     ROLE
granny       ${password}   support (ORG_USER_MANAGER): reads and writes all users of ACME
wile-coyote  ${password}   admin of the shop: also reads their own internal.* keys
road-runner  ${password}   customer: reads their own metadata, writes their own preferences.*

Try this:
  1. Open the admin page, sign in as granny and find road-runner.
  2. Change their plan, and add a key of your own.
  3. Set preferences.theme for them: it is refused, the rules leave that to themselves.
  4. Open the own page in a private window, sign in as road-runner and change the theme there.
  5. Load road-runner again in the admin page: there it is.

Ctrl-C stops everything.
`;
}
