/** The stand-in in a process of its own: tells where it is, then its tally whenever it is asked. */
import { answerMs } from "../people.js";
import { startStandIn } from "./fake-zitadel.js";

const standIn = await startStandIn(answerMs);
const { origin, tokens, serviceToken } = standIn;
process.send?.({ origin, tokens, serviceToken });
process.on("message", () => process.send?.(standIn.take()));
process.on("disconnect", () => process.exit());
