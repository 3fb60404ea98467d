/** The embedded ZITADEL with many users, in a process of its own: tells where it is, then does what it is told. */
import { Pool } from "undici";
import { startEmulator } from "zitadel-emulator";
import { closedLoop } from "../load/closed-loop.js";
import { keysOfUsers, valueOfUser } from "./sizes.js";
import { zitadelMessage } from "./zitadel-message.js";

/** What happens in a second happens in minutes, as elsewhere: of a whole history little is so young that it is read again. */
const betweenMs = 100;

const zitadel = await startEmulator();
const serviceToken = zitadel.directory.personalAccessToken("owner");
const userIds = Array.from({ length: Number(process.argv[2]) }, (_, number) => {
  zitadel.advanceClock(betweenMs);
  const metadata = Object.fromEntries(keysOfUsers.map((key, n) => [key, valueOfUser(number, n)]));
  return zitadel.addUser(`user-${number}`, { metadata });
});
const pool = new Pool(zitadel.issuer, { connections: 8 });

async function change(number: number, version: number): Promise<void> {
  zitadel.advanceClock(betweenMs);
  const value = (n: number): string => Buffer.from(valueOfUser(number, n, version)).toString("base64");
  const { statusCode, body } = await pool.request({
    path: "/zitadel.user.v2.UserService/SetUserMetadata",
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${serviceToken}` },
    body: JSON.stringify({
      userId: userIds[number],
      metadata: keysOfUsers.map((key, n) => ({ key, value: value(n) })),
    }),
  });
  await body.dump();
  if (statusCode !== 200) throw new Error(`a change was answered with ${statusCode}`);
}

/** All is seen at once, when it has been done. */
async function changeUnseen(users: number, version: number): Promise<void> {
  const stalled = zitadel.pauseEvents();
  await closedLoop({ clients: 8, ms: 0, atLeast: users }, 0, (number) => change(number, version));
  stalled.release();
}

process.send?.({ origin: zitadel.issuer, serviceToken, userIds });
process.on("message", (message) => {
  const { users, version } = zitadelMessage.parse(message);
  void changeUnseen(users, version).then(() => process.send?.("done"));
});
process.on("disconnect", () => process.exit());
