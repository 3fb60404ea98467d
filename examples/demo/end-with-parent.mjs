/** Loaded into every process of the demo's parts: they end with the demo, also when that was killed. */
process.stdin.on("end", () => process.exit());
process.stdin.resume();
// Waiting for that alone keeps nobody alive.
process.stdin.unref?.();
