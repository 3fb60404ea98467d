import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Part } from "./parts.js";
import type { Env } from "./start-npm.js";
import { runPart, startPart } from "./start-part.js";

export interface PageOptions {
  /** As it is developed, or built and then served. */
  readonly how: "dev" | "built";
  readonly port: number;
  readonly env: Env;
  readonly signal: AbortSignal;
}

/** Serves a page at a port of localhost. */
export async function startPage(
  page: Part,
  { how, port, env, signal }: PageOptions,
): Promise<AsyncDisposable> {
  const flags = ["--port", String(port), "--strictPort"];
  const options = { env, readyAt: `http://localhost:${port}/`, signal };
  if (how === "dev") return startPart(page, { ...options, script: ["dev", "--", ...flags] });
  // Beside the folder's own dist, which somebody else may be serving.
  const built = await mkdtemp(join(tmpdir(), "page-"));
  await runPart(page, ["build", "--", "--outDir", built, "--emptyOutDir"], env);
  const serving = await startPart(page, {
    ...options,
    script: ["preview", "--", ...flags, "--outDir", built],
  });
  return {
    async [Symbol.asyncDispose]() {
      await serving[Symbol.asyncDispose]();
      await rm(built, { recursive: true, force: true });
    },
  };
}
