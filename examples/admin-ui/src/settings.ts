/** Settings that are read when the page is built. */
export interface Settings {
  readonly issuer: string;
  readonly clientId: string;
  readonly graphqlUrl: string;
}

const variables = {
  issuer: "VITE_ZITADEL_ISSUER",
  clientId: "VITE_ZITADEL_CLIENT_ID",
  graphqlUrl: "VITE_GRAPHQL_URL",
} as const satisfies Record<keyof Settings, string>;

/** Returns the settings, or the names of all missing variables. */
export function readSettings(env: Readonly<Record<string, unknown>>): Settings | { missing: string[] } {
  const read = (name: string): string => {
    const value = env[name];
    return typeof value === "string" ? value.trim() : "";
  };
  const settings = {
    issuer: read(variables.issuer),
    clientId: read(variables.clientId),
    graphqlUrl: read(variables.graphqlUrl),
  };
  const missing = Object.values(variables).filter((name) => read(name) === "");
  return missing.length > 0 ? { missing } : settings;
}
