import getPort, { portNumbers } from "get-port";

/**
 * Returns the preferred port or the next free one; for 0, any free port. The same port is not returned again
 * for a while.
 */
export async function freePort(preferred: number): Promise<number> {
  return preferred === 0
    ? getPort()
    : getPort({ port: portNumbers(preferred, Math.min(preferred + 1000, 65_535)) });
}

/**
 * Opens a server on the preferred port or the next free one. Retries if another process takes the port first.
 */
export async function openPort<T>(preferred: number, open: (port: number) => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await open(await freePort(preferred));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    }
  }
}
