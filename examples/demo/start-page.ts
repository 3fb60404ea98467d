import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Part } from "./parts.js";
import type { Env } from "./start-npm.js";
import { runPart, startPart } from "./start-part.js";

export interface PageOptions {
  /** `dev` runs the development server; `built` builds the page and serves the result. */
  readonly mode: "dev" | "built";
  readonly port: number;
  readonly env: Env;
  readonly signal: AbortSignal;
}

/** Serves a page on localhost. */
export async function startPage(
  page: Part,
  { mode, port, env, signal }: PageOptions,
): Promise<AsyncDisposable> {
  const flags = ["--port", String(port), "--strictPort"];
  const options = { env, readinessUrl: `http://localhost:${port}/`, signal };
  if (mode === "dev") return startPart(page, { ...options, script: ["dev", "--", ...flags] });
  // A temporary folder, because another process may be serving the page's own dist folder.
  const built = await mkdtemp(join(tmpdir(), "page-"));
  await runPart(page, ["build", "--", "--outDir", built, "--emptyOutDir"], env);
  const server = await startPart(page, {
    ...options,
    script: ["preview", "--", ...flags, "--outDir", built],
  });
  return {
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(built, { recursive: true, force: true });
    },
  };
}
