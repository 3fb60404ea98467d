/** Loaded into the subgraph's process before the subgraph itself, which does not depend on dev. */
import { subscribe } from "node:diagnostics_channel";
import { ServerResponse } from "node:http";
import { pidHeader } from "./pid-header.js";

// Exits with dev, even if dev was killed and could not send a signal.
process.on("disconnect", () => {
  process.exit();
});
process.channel?.unref();

subscribe("http.server.request.start", (message) => {
  if (typeof message !== "object" || message === null || !("response" in message)) return;
  if (message.response instanceof ServerResponse) message.response.setHeader(pidHeader, process.pid);
});
