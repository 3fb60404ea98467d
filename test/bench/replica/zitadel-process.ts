/** The embedded ZITADEL with many users, in a process of its own: tells where it is, then stalls its events and lets them go by turns. */
import { startEmulator } from "../../../src/emulator/start-emulator.js";
import { keysOfUsers, valueOfUser } from "./sizes.js";

const zitadel = await startEmulator();
const userIds = Array.from({ length: Number(process.argv[2]) }, (_, number) =>
  zitadel.addUser(`user-${number}`, {
    metadata: Object.fromEntries(keysOfUsers.map((key, n) => [key, valueOfUser(number, n)])),
  }),
);
process.send?.({ origin: zitadel.issuer, serviceToken: zitadel.world.pat("owner"), userIds });

let stalled: { release(): void } | undefined;
process.on("message", () => {
  if (stalled === undefined) {
    stalled = zitadel.stallEvents();
  } else {
    stalled.release();
    stalled = undefined;
  }
  process.send?.("done");
});
process.on("disconnect", () => process.exit());
