/**
 * The ZITADEL emulator with many users, in a separate process. It sends its address, then executes changes.
 */
import { Pool } from "undici";
import { startEmulator } from "zitadel-emulator";
import { closedLoop } from "../load/closed-loop.js";
import { metadataKeys, valueOfUser } from "./sizes.js";
import { changeRequest } from "./zitadel-message.js";

/**
 * The emulator's clock advances by this for each change. The event log then spans hours, as in production,
 * and only few events are recent enough to be read again.
 */
const intervalMs = 100;

const zitadel = await startEmulator();
const serviceToken = zitadel.directory.personalAccessToken("owner");
const userIds = Array.from({ length: Number(process.argv[2]) }, (_, number) => {
  zitadel.advanceClock(intervalMs);
  const metadata = Object.fromEntries(metadataKeys.map((key, n) => [key, valueOfUser(number, n)]));
  return zitadel.addUser(`user-${number}`, { metadata });
});
const pool = new Pool(zitadel.issuer, { connections: 8 });

async function setMetadata(number: number, version: number): Promise<void> {
  zitadel.advanceClock(intervalMs);
  const value = (n: number): string => Buffer.from(valueOfUser(number, n, version)).toString("base64");
  const { statusCode, body } = await pool.request({
    path: "/zitadel.user.v2.UserService/SetUserMetadata",
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${serviceToken}` },
    body: JSON.stringify({
      userId: userIds[number],
      metadata: metadataKeys.map((key, n) => ({ key, value: value(n) })),
    }),
  });
  await body.dump();
  if (statusCode !== 200) throw new Error(`SetUserMetadata returned ${statusCode}`);
}

/** Event searches return all changes after the last one. */
async function changeWhileEventsPaused(users: number, version: number): Promise<void> {
  const paused = zitadel.pauseEvents();
  await closedLoop({ clients: 8, durationMs: 0, minRequests: users }, 0, (number) =>
    setMetadata(number, version),
  );
  paused.release();
}

process.send?.({ origin: zitadel.issuer, serviceToken, userIds });
process.on("message", (message) => {
  const { users, version } = changeRequest.parse(message);
  void changeWhileEventsPaused(users, version).then(() => process.send?.("done"));
});
process.on("disconnect", () => process.exit());
