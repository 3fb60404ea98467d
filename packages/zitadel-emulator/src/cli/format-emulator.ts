import type { Emulator } from "../emulator.js";
import type { Seed } from "../seed/seed.js";
import { alignColumns } from "./align-columns.js";
import { defaultPassword } from "../seed/dev-seed.js";
import { formatUsers } from "./format-users.js";

/** A summary of everything a client needs: addresses, users, passwords, client ids, secrets and tokens. */
export function formatEmulator({ issuer, directory }: Emulator, seed: Seed): string {
  const people = Object.entries(seed.people).map(([name, it]) => [name, it.password ?? defaultPassword]);
  const apps = Object.entries(seed.projects).flatMap(([project, it]) =>
    Object.entries(it.apps).map(([name, app]) => {
      const purpose =
        app.type === "pkce" ? `code with PKCE, ${app.accessToken} tokens` : `introspection, ${app.auth}`;
      const details =
        app.type === "pkce" ? app.redirectUris.join(" ") : secretOf(app.auth === "secret", name);
      return [name, project, directory.project(project), directory.app(name), purpose, details];
    }),
  );
  const serviceUsers = Object.entries(seed.serviceUsers);
  const personalAccessTokens = serviceUsers.map(([name]) => [name, directory.personalAccessToken(name)]);
  const clients = serviceUsers.flatMap(([name, { secret }]) =>
    secret === undefined ? [] : [[directory.app(`${name}-client`), directory.secret(`${name}-client`)]],
  );
  return [
    `ZITADEL    ${issuer} (emulated; all changes are lost when it stops)`,
    `Discovery  ${issuer}/.well-known/openid-configuration`,
    formatUsers(directory, seed),
    table(["LOGIN NAME", "PASSWORD"], people),
    table(["APP", "PROJECT", "PROJECT ID", "CLIENT ID", "FOR", "REDIRECT URI OR SECRET"], apps),
    table(["SERVICE USER", "PERSONAL ACCESS TOKEN"], personalAccessTokens),
    table(["CLIENT ID (CLIENT CREDENTIALS)", "CLIENT SECRET"], clients),
    "Press Ctrl+C to stop.",
  ]
    .filter((it) => it !== "")
    .join("\n\n")
    .replace("\n\nDiscovery", "\nDiscovery");

  function secretOf(hasSecret: boolean, name: string): string {
    return hasSecret ? directory.secret(name) : "(a private key)";
  }
}

function table(head: string[], rows: string[][]): string {
  return rows.length === 0 ? "" : alignColumns([head, ...rows]);
}
