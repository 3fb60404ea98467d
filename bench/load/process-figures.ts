import { readFile, writeFile } from "node:fs/promises";

/** What Linux counts in, whatever its clock: 100 a second. */
const msPerTick = 10;

/** The CPU time of all threads of a process so far, in ms; undefined where it cannot be read. */
export async function cpuMsOf(pid: number): Promise<number | undefined> {
  const stat = await read(`/proc/${pid}/stat`);
  // The name in brackets may hold anything; after it the third field is the first.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields?.[11]) + Number(fields?.[12]);
  return Number.isNaN(ticks) ? undefined : ticks * msPerTick;
}

/** The most memory that a process held at one time, in bytes, since it was last forgotten. */
export async function peakBytesOf(pid: number): Promise<number | undefined> {
  return bytesIn(await read(`/proc/${pid}/status`), "VmHWM");
}

/** What it holds now. */
export async function rssBytesOf(pid: number): Promise<number | undefined> {
  return bytesIn(await read(`/proc/${pid}/status`), "VmRSS");
}

function bytesIn(status: string | undefined, field: string): number | undefined {
  const [, kibibytes] = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status ?? "") ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/** From now on the peak is looked for anew, where that is allowed. */
export async function forgetPeakOf(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, "5").catch(() => undefined);
}

async function read(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
