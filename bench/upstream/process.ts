/**
 * The fake ZITADEL in a separate process. It sends its address, and then its request counts for each message.
 */
import { responseDelayMs } from "../test-data.js";
import { startFakeZitadel } from "./fake-zitadel.js";

const zitadel = await startFakeZitadel(responseDelayMs);
const { origin, tokens, serviceToken } = zitadel;
process.send?.({ origin, tokens, serviceToken });
process.on("message", () => process.send?.(zitadel.takeCounts()));
process.on("disconnect", () => process.exit());
