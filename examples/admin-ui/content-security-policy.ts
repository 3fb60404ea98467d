/**
 * Content-Security-Policy of the built page. It allows the page's own files and requests to ZITADEL and the
 * gateway, and nothing inline. This requires that Mantine's styles are files (see src/app/styles.ts) and that
 * scripts are modules.
 */
export function contentSecurityPolicy(issuer: string, graphqlUrl: string): string {
  const apiOrigins = [issuer, graphqlUrl]
    .filter((url) => URL.canParse(url))
    .map((url) => new URL(url).origin);
  return Object.entries({
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": ["'self'", ...new Set(apiOrigins)].join(" "),
    "base-uri": "'none'",
    "form-action": "'none'",
  })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join("; ");
}
