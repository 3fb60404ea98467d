import { readFile, writeFile } from "node:fs/promises";

/** The unit of CPU times in /proc. It is always 1/100 s, independent of the kernel's timer frequency. */
const msPerTick = 10;

/** The CPU time of all threads of a process so far, in ms. Undefined if it cannot be read. */
export async function readCpuMs(pid: number): Promise<number | undefined> {
  const stat = await read(`/proc/${pid}/stat`);
  // The second field is the process name in parentheses, which may contain any character.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields?.[11]) + Number(fields?.[12]);
  return Number.isNaN(ticks) ? undefined : ticks * msPerTick;
}

/** The peak memory of a process in bytes, since the last call of `resetPeak`. */
export async function readPeakBytes(pid: number): Promise<number | undefined> {
  return parseBytes(await read(`/proc/${pid}/status`), "VmHWM");
}

/** The current memory of a process in bytes. */
export async function readRssBytes(pid: number): Promise<number | undefined> {
  return parseBytes(await read(`/proc/${pid}/status`), "VmRSS");
}

function parseBytes(status: string | undefined, field: string): number | undefined {
  const [, kibibytes] = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status ?? "") ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/** Resets the peak memory of a process. Has no effect without the permission. */
export async function resetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, "5").catch(() => undefined);
}

async function read(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
