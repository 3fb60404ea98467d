/** Loaded before the subgraph: it tells how much memory the process uses, to whoever has started it and asks. */
process.on("message", () => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  process.send?.({ heapUsed, rss });
});
