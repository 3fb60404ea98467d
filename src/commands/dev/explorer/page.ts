import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";

const firstQuery = `# You are road-runner: see Headers below.
# Another token: npm run -s cli -- token wile-coyote
{
  me {
    metadata {
      key
      value
    }
  }
}
`;

export interface Page {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

/** The explorer's page, which sends this access token. Nothing from elsewhere can be loaded into it. */
export async function createExplorerPage(accessToken: string): Promise<Page> {
  const nonce = randomBytes(16).toString("base64");
  const defaultHeaders = JSON.stringify({ authorization: `Bearer ${accessToken}` }, undefined, 2);
  // Kept headers would come back with an old token.
  const given = { defaultQuery: firstQuery, defaultHeaders, showPersistHeadersSettings: false };
  // `<` could end the script element that the settings stand in.
  const settings = JSON.stringify(given).replaceAll("<", "\\u003c");
  const template = await readFile(new URL("./explorer.html", import.meta.url), "utf8");
  return {
    html: template.replaceAll("{{nonce}}", nonce).replace("{{settings}}", () => settings),
    contentSecurityPolicy: [
      "default-src 'none'",
      `script-src 'self' 'nonce-${nonce}'`,
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "font-src 'self' data:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  };
}
