import { setTimeout } from "node:timers/promises";
import { pidHeader } from "./pid-header.js";
import type { Child } from "./start-child.js";

const pollMs = 40;

/** Waits for the child to answer at this origin; `taken`: somebody else answers there. */
export async function waitUntilListening(
  origin: string,
  child: Child,
): Promise<"listening" | "taken" | "ended"> {
  const state = { ended: false };
  void child.ended.then(() => {
    state.ended = true;
  });
  for (;;) {
    const { ended } = state;
    const pid = await pidAt(origin);
    if (pid !== undefined) return pid === String(child.pid) ? "listening" : "taken";
    if (ended) return "ended";
    await setTimeout(pollMs);
  }
}

async function pidAt(origin: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${origin}/livez`, { signal: AbortSignal.timeout(1000) });
    return response.headers.get(pidHeader) ?? "of a stranger";
  } catch {
    return undefined;
  }
}
