import react from "@vitejs/plugin-react";
import { defineConfig, loadEnv, type Plugin } from "vite";
import { contentSecurityPolicy } from "./content-security-policy.ts";
import { readSettings } from "./src/settings.ts";

export default defineConfig(({ mode }) => {
  const env = { ...loadEnv(mode, import.meta.dirname), ...process.env };
  const settings = readSettings(env);
  if ("missing" in settings && process.env.VITEST === undefined) {
    process.stderr.write(
      `Missing settings: ${settings.missing.join(", ")}. The page will show an error. See README.md.\n`,
    );
  }
  const policy = contentSecurityPolicy(env.VITE_ZITADEL_ISSUER ?? "", env.VITE_GRAPHQL_URL ?? "");
  return {
    plugins: [react(), injectPolicy(policy)],
    server: { port: 5173 },
    // frame-ancestors works only in a header. The production server should send it too.
    preview: { port: 5173, headers: { "content-security-policy": "frame-ancestors 'none'" } },
    // React, Apollo Client and Mantine: every page needs all three.
    build: { chunkSizeWarningLimit: 1000 },
    test: { include: ["test/**/*.test.ts"] },
  };
});

/**
 * Puts the policy into the built page, so that it applies on any server. It is left out in dev mode, where
 * Vite inlines styles.
 */
function injectPolicy(policy: string): Plugin {
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
