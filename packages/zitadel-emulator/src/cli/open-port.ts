import getPort, { portNumbers } from "get-port";

/**
 * Opens a server on the requested port or the next free one, or on any free port for 0. Tries again if another
 * process takes the port between the check and the attempt.
 */
export async function openPort<T>(requestedPort: number, open: (port: number) => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await open(await freePort(requestedPort));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    }
  }
}

async function freePort(requestedPort: number): Promise<number> {
  return requestedPort === 0
    ? 0
    : getPort({ port: portNumbers(requestedPort, Math.min(requestedPort + 1000, 65_535)) });
}
