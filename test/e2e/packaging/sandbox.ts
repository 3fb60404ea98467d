import { spawnSync } from "node:child_process";
import { chmod, lstat, mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Prevents a process from writing files, like the container does or as similarly as this machine allows. */
export interface Sandbox {
  readonly description: string;
  /** Arguments to put before a command that runs in the folder. */
  prefix(folder: string): readonly string[];
  /** The user that starts the prefix. Empty: the user that runs the tests. */
  readonly user: { readonly uid?: number; readonly gid?: number };
  /** The error code of a rejected write. */
  readonly errorCode: "EROFS" | "EACCES";
}

/** Mounts the folder read-only in a mount namespace of the process, then changes to the user of the image. */
const mountAndRun = `
  mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && mount -o remount,bind,ro / || exit 99
  uid="$1"; shift
  cd "$0" && exec setpriv --reuid "$uid" --regid "$uid" --clear-groups --no-new-privs --bounding-set=-all "$@"`;

/** Returns the strictest sandbox that works on this machine. */
export function findSandbox(uid: number): Sandbox {
  const isRoot = process.getuid?.() === 0;
  const readOnly: Sandbox = {
    description: `user ${uid} on a read-only file system`,
    prefix: (folder) => ["unshare", "--mount", "sh", "-c", mountAndRun, folder, String(uid)],
    user: {},
    errorCode: "EROFS",
  };
  if (isRoot && canRun(readOnly)) return readOnly;
  return {
    description: `${isRoot ? `user ${uid}` : "the user of the tests"} on files without write permission`,
    prefix: () => [],
    user: isRoot ? { uid, gid: uid } : {},
    errorCode: "EACCES",
  };
}

function canRun(sandbox: Sandbox): boolean {
  const [command = "", ...args] = sandbox.prefix(tmpdir());
  return spawnSync(command, [...args, "true"]).status === 0;
}

/** Creates a folder that every user can read. */
export async function createFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "image-"));
  await chmod(path, 0o755);
  return path;
}

export async function chmodFolders(folder: string, mode: number): Promise<void> {
  await chmod(folder, 0o755);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if ((await lstat(path)).isDirectory()) await chmodFolders(path, mode);
  }
  await chmod(folder, mode);
}
