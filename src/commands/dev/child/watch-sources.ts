import { EventEmitter, once } from "node:events";
import { watch } from "chokidar";
import { projectRoot } from "../project-root.js";

/** Watches the source files of the subgraph. Disposal stops it. */
export interface Sources extends AsyncDisposable {
  /** Resolves to the path of the next changed file. */
  nextChange(): Promise<string>;
}

// These files run in dev's own process, which a restart of the subgraph does not reload.
const devSources = /^(src\/commands|packages)\//;

/**
 * Starts to watch. `onDevSourceChange` is called once, at the first change of a file that only dev itself
 * uses.
 */
export async function watchSources(onDevSourceChange: (path: string) => void): Promise<Sources> {
  let isReported = false;
  const watcher = watch(["src", "packages/zitadel-emulator/src", "schema.graphql"], {
    cwd: projectRoot,
    ignoreInitial: true,
  });
  const changes = new EventEmitter<{ change: [string] }>();
  watcher.on("all", (_, path) => {
    if (!/\.(ts|graphql)$/.test(path)) return;
    const file = path.replaceAll("\\", "/");
    if (!devSources.test(file)) changes.emit("change", file);
    else if (!isReported) {
      isReported = true;
      onDevSourceChange(file);
    }
  });
  await once(watcher, "ready");
  return {
    nextChange: () => new Promise((resolve) => changes.once("change", resolve)),
    [Symbol.asyncDispose]: () => watcher.close(),
  };
}
