import { alignColumns } from "../../src/commands/dev/align-columns.js";
import { password } from "../../src/commands/dev/seed.js";
import type { Demo } from "./start-demo.js";

/** What people are told when everything runs. */
export function createWelcome({ urls }: Demo): string {
  const places = [
    ["Admin page", urls["admin-ui"], "everybody's metadata, for who looks after people"],
    ["Own page", urls.web, "one's own preferences"],
    ["Supergraph", urls.gateway, "what both pages ask: Hive Gateway"],
    ["Subgraphs", `${urls.metadata}/graphql`, "metadata"],
    ["", `${urls.accounts}/graphql`, "accounts"],
    ["ZITADEL", urls.zitadel, "emulated; what you change lasts until you stop this"],
  ];
  const people = [
    ["SIGN IN AS", "PASSWORD", "WHO"],
    ["granny", password, "support, ORG_USER_MANAGER: sees and changes everybody in ACME"],
    ["wile-coyote", password, "admin of the shop: may read internal.* of themselves"],
    ["road-runner", password, "anybody: sees themselves, changes their own preferences.*"],
  ];
  return `
${alignColumns(places)}

${alignColumns(people)}

Try this:
  1. Open the admin page, sign in as granny and find road-runner.
  2. Change their plan, and add a key of your own.
  3. Set preferences.theme for them: it is refused, the rules leave that to themselves.
  4. Open the own page in a private window, sign in as road-runner and change the theme there.
  5. Load road-runner again in the admin page: there it is.

Ctrl-C stops everything.
`;
}
