import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "./project-root.js";
import { Failure } from "../../lib/failure.js";
import { devState, type DevState } from "./dev-state.js";

const folder = join(projectRoot, ".dev");
const path = join(folder, "state.json");

/** The state of a running dev or demo, for other commands. Disposal removes the file. */
export interface LockFile extends AsyncDisposable {
  readonly state: DevState;
}

export async function startLockFile(state: DevState): Promise<LockFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Written to a temporary file and renamed, so that the file is always complete and has the right mode.
  const tempPath = `${path}.${state.pid}`;
  await writeFile(tempPath, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  await rename(tempPath, path);
  return {
    state,
    async [Symbol.asyncDispose]() {
      if ((await readState())?.pid === state.pid) await rm(path, { force: true });
    },
  };
}

/**
 * Returns the state of the dev or demo process in this checkout; undefined if none runs. Ignores the file of
 * a killed one.
 */
export async function readRunningDev(): Promise<DevState | undefined> {
  const state = await readState();
  if (state === undefined || !isAlive(state.pid)) return undefined;
  return (await isReachable(state.issuer)) ? state : undefined;
}

/** Throws if a dev or demo runs in this checkout, because both would write the same file. */
export async function ensureSingleInstance(): Promise<void> {
  const other = await readRunningDev();
  if (other === undefined) return;
  throw new Failure(
    "BAD_USER_INPUT",
    `\`${other.command}\` is already running in this folder (process ${other.pid}). Use it, or stop it first.`,
  );
}

async function readState(): Promise<DevState | undefined> {
  try {
    return devState.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function isReachable(issuer: string): Promise<boolean> {
  try {
    const url = `${issuer}/.well-known/openid-configuration`;
    return (await fetch(url, { signal: AbortSignal.timeout(3000) })).ok;
  } catch {
    return false;
  }
}
