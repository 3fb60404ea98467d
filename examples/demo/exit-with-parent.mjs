/**
 * Loaded into every child process of the demo, so that it exits with the demo, even if the demo is killed.
 */
process.stdin.on("end", () => process.exit());
process.stdin.resume();
// Does not keep the process alive.
process.stdin.unref?.();
