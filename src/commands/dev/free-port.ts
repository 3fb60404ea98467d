import getPort, { portNumbers } from "get-port";

/** The wanted port or the next free one; any free one for 0. The same port is not handed out again for a while. */
export async function freePort(wanted: number): Promise<number> {
  return wanted === 0 ? getPort() : getPort({ port: portNumbers(wanted, Math.min(wanted + 1000, 65_535)) });
}

/** Opens something on the wanted port or on the next free one: between look and open another process may be faster. */
export async function openPort<T>(wanted: number, open: (port: number) => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await open(await freePort(wanted));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    }
  }
}
