import { defaultPassword } from "zitadel-emulator";
import type { Demo } from "./start-demo.js";

/** The text that `npm run demo` prints when everything is running. */
export function createWelcome({ urls }: Demo): string {
  const line = (name: string, url: string, description: string): string =>
    `${name.padEnd(14)}${url.padEnd(32)}${description}`.trimEnd();
  return `
${line("Admin UI", urls["admin-ui"], "edit the metadata of all users")}
${line("Self-service", urls.web, "edit your own preferences")}
${line("Supergraph", urls.gateway, "Hive Gateway; a browser shows GraphiQL")}
${line("Subgraphs", `${urls.metadata}/graphql`, "metadata")}
${line("", `${urls.accounts}/graphql`, "accounts")}
${line("", `${urls.orders}/graphql`, "orders")}
${line("ZITADEL", urls.zitadel, "emulator; changes are lost when you stop the demo")}

SIGN IN AS   PASSWORD     ROLE
granny       ${defaultPassword}   support (ORG_USER_MANAGER): reads and writes all users of ACME
wile-coyote  ${defaultPassword}   admin of the shop: also reads their own internal.* keys
road-runner  ${defaultPassword}   customer: reads their own metadata, writes their own preferences.*
porky-pig    ${defaultPassword}   billing: reads and writes billing.* of all users, in GraphiQL

Get an access token:   npm run -s cli -- token granny

Try this:
  1. Open the admin UI, sign in as granny and find road-runner.
  2. Change the plan of road-runner, and add a key of your own.
  3. Set preferences.theme with "Add a key". The access rules reject it: only the user may set it.
  4. Open the self-service page in a private window, sign in as road-runner and change the theme there.
  5. Look at road-runner in the admin UI. It shows the new theme without a reload.
  6. In the list of users, add preferences.theme to the metadata columns, and find users "By metadata".
  7. Open the orders. They come from a subgraph that knows only contract numbers.

Press Ctrl+C to stop.
`;
}
