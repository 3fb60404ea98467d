import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { userHeader } from "./proxy.js";

const query = `query MyMetadata {
  me {
    id
    metadata {
      key
      value
      valueJson
    }
  }
}
`;

const mutation = `mutation SetMetadata($input: SetUserMetadataInput!) {
  setUserMetadata(input: $input) {
    entries {
      key
      value
    }
    userErrors {
      message
    }
  }
}
`;

/** The users that the explorer offers. */
export interface ExplorerUsers {
  readonly names: readonly string[];
  /** The user that is selected first, and the one that the example mutation changes. */
  readonly first: { readonly name: string; readonly id: string };
}

export interface Page {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

/** Creates the explorer page. Its policy blocks resources of other origins. */
export async function createExplorerPage({ names, first }: ExplorerUsers): Promise<Page> {
  const nonce = randomBytes(16).toString("base64");
  const input = { userId: first.id, entries: [{ key: "plan", value: "platinum" }] };
  const settings = {
    users: names,
    firstUser: first.name,
    userHeader,
    graphiql: {
      defaultTabs: [{ query }, { query: mutation, variables: JSON.stringify({ input }, undefined, 2) }],
      showPersistHeadersSettings: false,
    },
  };
  const template = await readFile(new URL("./explorer.html", import.meta.url), "utf8");
  return {
    html: template
      .replaceAll("{{nonce}}", nonce)
      // A `<` could close the script element that contains the settings.
      .replace("{{settings}}", () => JSON.stringify(settings).replaceAll("<", "\\u003c")),
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
