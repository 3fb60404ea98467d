/** Loaded into the subgraph's process before the subgraph, which knows nothing of dev. */
import { subscribe } from "node:diagnostics_channel";
import { ServerResponse } from "node:http";
import { pidHeader } from "./pid-header.js";

// Ends with dev even when that was killed and could not say goodbye.
process.on("disconnect", () => {
  process.exit();
});
process.channel?.unref();

subscribe("http.server.request.start", (message) => {
  if (typeof message !== "object" || message === null || !("response" in message)) return;
  if (message.response instanceof ServerResponse) message.response.setHeader(pidHeader, process.pid);
});
