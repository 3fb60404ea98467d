import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";

const firstQuery = `# You are road-runner: see Headers below.
# For another user, paste a token there:
#   npm run -s cli -- token wile-coyote
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

/** Creates the explorer page, which sends this access token. Its policy blocks resources of other origins. */
export async function createExplorerPage(accessToken: string): Promise<Page> {
  const nonce = randomBytes(16).toString("base64");
  const defaultHeaders = JSON.stringify({ authorization: `Bearer ${accessToken}` }, undefined, 2);
  // Persisted headers would contain an expired token after a reload.
  const props = { defaultQuery: firstQuery, defaultHeaders, showPersistHeadersSettings: false };
  // A `<` could close the script element that contains the settings.
  const settings = JSON.stringify(props).replaceAll("<", "\\u003c");
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
