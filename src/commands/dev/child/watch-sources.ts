import { EventEmitter, once } from "node:events";
import { watch } from "chokidar";
import { projectRoot } from "../project-root.js";

/** The sources of the subgraph. Disposing stops watching. */
export interface Sources extends AsyncDisposable {
  /** The path of the next one that is saved; undefined when the signal was first. */
  nextChange(signal: AbortSignal): Promise<string | undefined>;
}

// The rest of src runs in dev's own process.
const notOfTheSubgraph = /^src\/(emulator|commands)\//;

/** Watches the code. `onOther` hears of the first change that does not reach the subgraph. */
export async function watchSources(onOther: (path: string) => void): Promise<Sources> {
  let toldOther = false;
  const watcher = watch(["src", "schema.graphql"], { cwd: projectRoot, ignoreInitial: true });
  const changes = new EventEmitter<{ change: [string] }>();
  watcher.on("all", (_, path) => {
    if (!/\.(ts|graphql)$/.test(path)) return;
    const file = path.replaceAll("\\", "/");
    if (!notOfTheSubgraph.test(file)) changes.emit("change", file);
    else if (!toldOther) {
      toldOther = true;
      onOther(file);
    }
  });
  await once(watcher, "ready");
  return {
    async nextChange(signal) {
      try {
        const saved: unknown[] = await once(changes, "change", { signal });
        return String(saved[0]);
      } catch (error) {
        if (signal.aborted) return undefined;
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => watcher.close(),
  };
}
