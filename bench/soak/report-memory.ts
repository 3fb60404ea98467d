/**
 * Loaded before the subgraph. Sends the memory usage of the process in reply to each message of the parent
 * process.
 */
process.on("message", () => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  process.send?.({ heapUsed, rss });
});
