import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmulator, type Emulator } from "zitadel-emulator";
import type { Calls } from "./calls.js";
import { connectCalls } from "./connect-calls.js";
import { nodeCalls } from "./node-calls.js";
import { transports } from "./transports.js";

let zitadel: Emulator;
beforeAll(async () => {
  zitadel = await startEmulator();
});
afterAll(() => zitadel[Symbol.asyncDispose]());

const clients: Record<string, (issuer: string, token: string) => Calls> = {
  ...Object.fromEntries(
    Object.entries(transports).map(([name, create]) => [
      name,
      (issuer: string, token: string) => connectCalls(create(issuer, token)),
    ]),
  ),
  "@zitadel/node (gRPC)": nodeCalls,
};

describe.each(Object.entries(clients))("%s", (_, createCalls) => {
  let calls: Calls;
  beforeAll(() => {
    calls = createCalls(zitadel.issuer, zitadel.directory.personalAccessToken("owner"));
  });
  const addUser = (): [name: string, userId: string] => {
    const name = randomUUID();
    return [name, zitadel.addUser(name, { givenName: "Ada", metadata: { plan: "gold" } })];
  };
  const stateOf = async (userId: string): Promise<string> => (await calls.getUserByID(userId)).state;

  it("calls AddHumanUser", async () => {
    const username = randomUUID();
    const person = { username, givenName: "Grace", familyName: "Hopper", email: "grace@example.com" };
    const userId = await calls.addHumanUser(person);
    expect(await calls.getUserByID(userId)).toEqual({ username, givenName: "Grace", state: "ACTIVE" });
  });

  it("calls GetUserByID", async () => {
    const [username, userId] = addUser();
    expect(await calls.getUserByID(userId)).toEqual({ username, givenName: "Ada", state: "ACTIVE" });
  });

  it("calls ListUsers", async () => {
    const [name, userId] = addUser();
    expect(await calls.listUsers(name)).toEqual([userId]);
  });

  it("calls SetUserMetadata", async () => {
    const [name, userId] = addUser();
    await calls.setUserMetadata(userId, "name", "Zoë");
    expect(zitadel.getMetadata(name).get("name")).toEqual(Buffer.from("Zoë"));
  });

  it("calls ListUserMetadata", async () => {
    const [, userId] = addUser();
    expect(await calls.listUserMetadata(userId)).toEqual({ plan: "gold" });
  });

  it("calls DeleteUserMetadata", async () => {
    const [name, userId] = addUser();
    await calls.deleteUserMetadata(userId, "plan");
    expect([...zitadel.getMetadata(name)]).toEqual([]);
  });

  it("calls DeactivateUser", async () => {
    const [, userId] = addUser();
    await calls.deactivateUser(userId);
    expect(await stateOf(userId)).toBe("INACTIVE");
  });

  it("calls ReactivateUser", async () => {
    const [, userId] = addUser();
    await calls.deactivateUser(userId);
    await calls.reactivateUser(userId);
    expect(await stateOf(userId)).toBe("ACTIVE");
  });

  it("calls LockUser", async () => {
    const [, userId] = addUser();
    await calls.lockUser(userId);
    expect(await stateOf(userId)).toBe("LOCKED");
  });

  it("calls UnlockUser", async () => {
    const [, userId] = addUser();
    await calls.lockUser(userId);
    await calls.unlockUser(userId);
    expect(await stateOf(userId)).toBe("ACTIVE");
  });

  it("calls DeleteUser", async () => {
    const [, userId] = addUser();
    await calls.deleteUser(userId);
    await expect(calls.getUserByID(userId)).rejects.toThrow("QUERY-Dfbg2");
  });

  it("calls CreateSession", async () => {
    const [name] = addUser();
    expect(await calls.createSession(name, "Password1!")).toMatch(/^\d+$/);
  });
});
