/** Settings that are read when the page is built. */
const variables = {
  issuer: "VITE_ZITADEL_ISSUER",
  clientId: "VITE_ZITADEL_CLIENT_ID",
  graphqlUrl: "VITE_GRAPHQL_URL",
} as const;

export type Settings = Readonly<Record<keyof typeof variables, string>>;

/** Returns the settings, or the names of all missing variables. */
export function readSettings(
  env: Readonly<Record<string, unknown>>,
): Settings | { readonly missing: string[] } {
  const read = (name: string): string => (typeof env[name] === "string" ? env[name] : "");
  const missing = Object.values(variables).filter((name) => read(name) === "");
  if (missing.length > 0) return { missing };
  return {
    issuer: read(variables.issuer),
    clientId: read(variables.clientId),
    graphqlUrl: read(variables.graphqlUrl),
  };
}
