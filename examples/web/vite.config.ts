import { defineConfig, loadEnv, type Plugin } from "vite";
import { readSettings } from "./src/settings.js";

export default defineConfig(({ mode }) => {
  const settings = readSettings({ ...loadEnv(mode, import.meta.dirname), ...process.env });
  if ("missing" in settings) {
    process.stderr.write(
      `Missing settings: ${settings.missing.join(", ")}. The page will show an error. See README.md.\n`,
    );
  }
  const servers = "missing" in settings ? [] : [settings.issuer, settings.graphqlUrl];
  return {
    plugins: [injectPolicy(servers.map((url) => new URL(url).origin))],
    server: { port: 5174 },
    // frame-ancestors works only in a header. The production server should send it too.
    preview: { port: 5174, headers: { "content-security-policy": "frame-ancestors 'none'" } },
  };
});

/**
 * Puts the policy into the built page, so that it applies on any server. It is left out in dev mode, where
 * Vite inlines styles.
 */
function injectPolicy(servers: readonly string[]): Plugin {
  const content = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src data:",
    `connect-src ${servers.join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content }, injectTo: "head-prepend" },
    ],
  };
}
