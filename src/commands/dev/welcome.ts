import { type Emulator, formatUsers } from "zitadel-emulator";

export interface WelcomeOptions {
  readonly graphqlUrl: string;
  readonly explorerUrl: string;
  readonly zitadel: Emulator;
  readonly accessToken: string;
}

/** Returns the text that dev prints once everything runs. */
export function createWelcome({ graphqlUrl, explorerUrl, zitadel, accessToken }: WelcomeOptions): string {
  return `
GraphQL    ${graphqlUrl}
Explorer   ${explorerUrl}
ZITADEL    ${zitadel.issuer} (emulator; changes are lost when it stops)

${formatUsers(zitadel.directory)}

Get an access token:   npm run -s cli -- token wile-coyote
Read the metadata of road-runner, with a token that is valid for 12 hours:

${createCurl(graphqlUrl, accessToken)}

A change of a source file restarts the subgraph. Press Ctrl+C to stop.
`;
}

function createCurl(url: string, accessToken: string): string {
  const body = JSON.stringify({ query: "{ me { metadata { key value } } }" });
  return `curl -s ${url} -H 'content-type: application/json' -H 'authorization: Bearer ${accessToken}' -d '${body}'`;
}
