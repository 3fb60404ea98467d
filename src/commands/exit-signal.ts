const checkMs = 200;

/** Aborted when dev is to end: by Ctrl-C, by a signal, or because npm, which it was started by, is gone. */
export function createExitSignal(isUnderNpm: boolean): AbortSignal {
  const stop = new AbortController();
  const end = (): void => {
    stop.abort();
  };
  // Not once: Ctrl-C in a terminal may arrive twice, from the terminal and from npm.
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, end);
  // npm sends its SIGTERM to the shell between us, which dies of it and tells nobody.
  const parent = process.ppid;
  if (isUnderNpm) {
    setInterval(() => {
      if (process.ppid !== parent) end();
    }, checkMs).unref();
  }
  return stop.signal;
}
