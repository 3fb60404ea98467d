/** Loaded into the subgraph's process before the subgraph itself, which does not depend on dev. */
import { subscribe } from "node:diagnostics_channel";
import { portInUseCode } from "./port-in-use-code.js";

// Exits with dev, even if dev was killed and could not send a signal.
process.on("disconnect", () => {
  process.exit();
});
process.channel?.unref();

subscribe("tracing:net.server.listen:asyncEnd", () => {
  process.send?.("listening");
});
// Exits before the subgraph prints an error: dev tries the next port.
subscribe("tracing:net.server.listen:error", () => process.exit(portInUseCode));
