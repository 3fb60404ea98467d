import { type Emulator, listUsers } from "zitadel-emulator";

export interface WelcomeOptions {
  readonly graphqlUrl: string;
  readonly explorerUrl: string;
  readonly zitadel: Emulator;
  readonly accessToken: string;
}

/** What the developer is told when everything runs. */
export function createWelcome({ graphqlUrl, explorerUrl, zitadel, accessToken }: WelcomeOptions): string {
  return `
GraphQL    ${graphqlUrl}
Explorer   ${explorerUrl}
ZITADEL    ${zitadel.issuer} (emulated; what you change lasts until you stop this)

${listUsers(zitadel.directory)}

A token for one of them:   npm run -s cli -- token wile-coyote
The metadata of road-runner, with a token that is good for 12 hours:

${createCurl(graphqlUrl, accessToken)}

Saving a file restarts the subgraph only. Ctrl-C stops everything.
`;
}

function createCurl(url: string, accessToken: string): string {
  const body = JSON.stringify({ query: "{ me { metadata { key value } } }" });
  return `curl -s ${url} -H 'content-type: application/json' -H 'authorization: Bearer ${accessToken}' -d '${body}'`;
}
