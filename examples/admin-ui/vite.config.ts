import react from "@vitejs/plugin-react";
import { defineConfig, loadEnv, type Plugin } from "vite";
import { contentSecurityPolicy } from "./content-security-policy.ts";
import { readSettings } from "./src/settings.ts";

export default defineConfig(({ mode }) => {
  const env = { ...loadEnv(mode, import.meta.dirname), ...process.env };
  const settings = readSettings(env);
  if ("missing" in settings && process.env.VITEST === undefined) {
    process.stderr.write(
      `Not set, and the page will say so: ${settings.missing.join(", ")}. See README.md.\n`,
    );
  }
  const policy = contentSecurityPolicy(env.VITE_ZITADEL_ISSUER ?? "", env.VITE_GRAPHQL_URL ?? "");
  return {
    plugins: [react(), inBuiltPage(policy)],
    server: { port: 5173 },
    // What only a header can say: the server in production should send it, too.
    preview: { port: 5173, headers: { "content-security-policy": "frame-ancestors 'none'" } },
    // React, Apollo Client and Mantine: every page needs all of them.
    build: { chunkSizeWarningLimit: 1000 },
    test: { include: ["test/**/*.test.ts"] },
  };
});

/** In the page itself, so that it holds wherever the files are served from. Not in dev, where Vite puts styles inline. */
function inBuiltPage(policy: string): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: policy },
        injectTo: "head-prepend",
      },
    ],
  };
}
