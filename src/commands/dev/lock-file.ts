import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "./project-root.js";
import { Failure } from "../../lib/failure.js";
import { devState, type DevState } from "./dev-state.js";

const folder = join(projectRoot, ".dev");
const path = join(folder, "state.json");

/** Word of a running dev for the other commands; disposing takes it away. */
export interface StateFile extends AsyncDisposable {
  readonly state: DevState;
}

export async function startLockFile(state: DevState): Promise<StateFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Written aside: nobody reads half of it, and an older file's mode does not stay.
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

/** The state of the dev that runs in this checkout, undefined when there is none; a file may have been left behind. */
export async function readRunningDev(): Promise<DevState | undefined> {
  const state = await readState();
  if (state === undefined || !isAlive(state.pid)) return undefined;
  return (await answers(state.issuer)) ? state : undefined;
}

/** Two in one checkout would fight over the file. */
export async function ensureSingleInstance(): Promise<void> {
  const other = await readRunningDev();
  if (other === undefined) return;
  throw new Failure(
    "BAD_USER_INPUT",
    `\`npm run dev\` runs in this folder already (process ${other.pid}): use that one, or stop it first.`,
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

async function answers(issuer: string): Promise<boolean> {
  try {
    const url = `${issuer}/.well-known/openid-configuration`;
    return (await fetch(url, { signal: AbortSignal.timeout(3000) })).ok;
  } catch {
    return false;
  }
}
