import { vi } from "vitest";
import type { Emulator } from "zitadel-emulator";
import type { RunningCommand } from "../../../packages/zitadel-emulator/test/cli/command.js";
import { longTimeout } from "../../support/test-clock.js";

/**
 * Starts a command and kills it with SIGKILL while one of its requests to the route is held, after this number
 * of earlier ones. `isReady` throws until the command may be killed.
 */
export async function killAfter(
  zitadel: Emulator,
  route: RegExp,
  requests: number,
  start: () => RunningCommand,
  isReady: () => void = () => undefined,
): Promise<void> {
  zitadel.failNext(route, { until: () => Promise.resolve() }, requests);
  const held = zitadel.holdNext(route);
  const command = start();
  await held.arrived;
  await vi.waitFor(isReady, longTimeout);
  command.kill("SIGKILL");
  await command.exited;
  // ZITADEL may still process what the command has sent.
  held.release();
}
