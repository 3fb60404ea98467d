const parentCheckMs = 200;

/**
 * Returns a signal that is aborted by Ctrl+C, by a termination signal, or when the parent npm process exits.
 */
export function createExitSignal(isUnderNpm: boolean): AbortSignal {
  const exit = new AbortController();
  const abort = (): void => {
    exit.abort();
  };
  // Permanent handlers, because Ctrl+C may arrive twice: from the terminal and from npm.
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, abort);
  // npm forwards SIGTERM to the shell it runs this process in. The shell exits without forwarding it.
  const parent = process.ppid;
  if (isUnderNpm) {
    setInterval(() => {
      if (process.ppid !== parent) abort();
    }, parentCheckMs).unref();
  }
  return exit.signal;
}
