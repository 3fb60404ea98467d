import { defineConfig, loadEnv, type Plugin } from "vite";
import { readSettings } from "./src/settings.js";

export default defineConfig(({ mode }) => {
  const settings = readSettings({ ...loadEnv(mode, import.meta.dirname), ...process.env });
  if ("missing" in settings) {
    process.stderr.write(
      `Not set, and the page will say so: ${settings.missing.join(", ")}. See README.md.\n`,
    );
  }
  const servers = "missing" in settings ? [] : [settings.issuer, settings.graphqlUrl];
  return {
    plugins: [policyInBuiltPage(servers.map((url) => new URL(url).origin))],
    server: { port: 5174 },
    // What only a header can say: the server in production should send it, too.
    preview: { port: 5174, headers: { "content-security-policy": "frame-ancestors 'none'" } },
  };
});

/** In the page itself, so that it holds wherever the files are served from. Not in dev, where Vite puts styles inline. */
function policyInBuiltPage(servers: readonly string[]): Plugin {
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
