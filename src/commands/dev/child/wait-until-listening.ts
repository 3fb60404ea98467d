import { setTimeout } from "node:timers/promises";
import { pidHeader } from "./pid-header.js";
import type { Child } from "./start-child.js";

const pollMs = 40;

/** Waits until the child responds at this origin. Returns `portInUse` if another process responds there. */
export async function waitUntilListening(
  origin: string,
  child: Child,
): Promise<"listening" | "portInUse" | "exited"> {
  const state = { exited: false };
  void child.exited.then(() => {
    state.exited = true;
  });
  for (;;) {
    const { exited } = state;
    const pid = await pidAt(origin);
    if (pid !== undefined) return pid === String(child.pid) ? "listening" : "portInUse";
    if (exited) return "exited";
    await setTimeout(pollMs);
  }
}

async function pidAt(origin: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${origin}/livez`, { signal: AbortSignal.timeout(1000) });
    return response.headers.get(pidHeader) ?? "other process";
  } catch {
    return undefined;
  }
}
