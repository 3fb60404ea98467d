const parentCheckMs = 200;

/** Aborts on SIGTERM, SIGINT and SIGHUP, and when the npm process that started the command exits. */
export function createExitSignal(isUnderNpm: boolean): AbortSignal {
  const exit = new AbortController();
  const abort = (): void => {
    exit.abort();
  };
  // `on`, not `once`: Ctrl+C in a terminal can arrive twice, from the terminal and from npm.
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, abort);
  // npm sends SIGTERM to the shell between npm and this process. The shell exits and does not pass the signal
  // on.
  const parent = process.ppid;
  if (isUnderNpm) {
    setInterval(() => {
      if (process.ppid !== parent) abort();
    }, parentCheckMs).unref();
  }
  return exit.signal;
}
