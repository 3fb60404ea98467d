/**
 * What the built page may load and call: its own files, ZITADEL and the gateway, and nothing inline. Works because the styles of
 * Mantine come as files (see src/app/theme.css) and scripts are modules.
 */
export function contentSecurityPolicy(issuer: string, graphqlUrl: string): string {
  const called = [issuer, graphqlUrl].filter((url) => URL.canParse(url)).map((url) => new URL(url).origin);
  return Object.entries({
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": ["'self'", ...new Set(called)].join(" "),
    "base-uri": "'none'",
    "form-action": "'none'",
  })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join("; ");
}
