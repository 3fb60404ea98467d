import { Code, ConnectError } from "@connectrpc/connect";
import { createUserServiceClient } from "@zitadel/client/v2";
import { ErrorDetailSchema } from "@zitadel/proto/zitadel/message_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmulator, type Emulator } from "zitadel-emulator";
import { transports } from "./transports.js";

let zitadel: Emulator;
beforeAll(async () => {
  zitadel = await startEmulator();
});
afterAll(() => zitadel[Symbol.asyncDispose]());

async function errorOf(call: Promise<unknown>): Promise<ConnectError> {
  return call.then(
    () => Promise.reject(new Error("The call succeeded")),
    (error: unknown) => ConnectError.from(error),
  );
}

describe.each(Object.entries(transports))("%s", (_, create) => {
  const connect = (token: string): ReturnType<typeof createUserServiceClient> =>
    createUserServiceClient(create(zitadel.issuer, token));
  const asOwner = (): ReturnType<typeof connect> => connect(zitadel.directory.personalAccessToken("owner"));

  it("returns ZITADEL's code, text and error id", async () => {
    const error = await errorOf(asOwner().getUserByID({ userId: "1" }));
    expect([error.code, error.rawMessage]).toEqual([Code.NotFound, "User could not be found (QUERY-Dfbg2)"]);
    expect(error.findDetails(ErrorDetailSchema)).toMatchObject([
      { id: "QUERY-Dfbg2", message: "User could not be found" },
    ]);
  });

  it("rejects an unknown token", async () => {
    const error = await errorOf(connect("unknown").listUsers({}));
    expect([error.code, error.rawMessage]).toEqual([
      Code.Unauthenticated,
      "Errors.Token.Invalid (AUTH-7fs1e)",
    ]);
  });

  it("names the available methods for one that is not emulated", async () => {
    const error = await errorOf(asOwner().listPasskeys({ userId: "1" }));
    expect(error.code).toBe(Code.Unimplemented);
    expect(error.rawMessage).toMatch(/does not have ListPasskeys .* It has .*ListUserMetadata/);
  });

  it("fails with the status of a fault", async () => {
    zitadel.failNext(/ListUserMetadata$/, { status: 503 });
    const error = await errorOf(asOwner().listUserMetadata({ userId: "1" }));
    expect(error.code).toBe(Code.Unavailable);
  });

  it("fails when the connection is reset, and recovers", async () => {
    const [client, userId] = [asOwner(), zitadel.directory.user("porky-pig")];
    zitadel.failNext(/GetUserByID$/, "reset");
    await errorOf(client.getUserByID({ userId }));
    expect((await client.getUserByID({ userId })).user?.userId).toBe(userId);
  });
});
