import type { Transport } from "@connectrpc/connect";
import { createSessionServiceClient, createUserServiceClient } from "@zitadel/client/v2";
import { UserState } from "@zitadel/proto/zitadel/user/v2/user_pb.js";
import { toRecord, type Calls } from "./calls.js";

/** Calls of the clients that are based on Connect, through any of its transports. */
export function connectCalls(transport: Transport): Calls {
  const users = createUserServiceClient(transport);
  const sessions = createSessionServiceClient(transport);
  return {
    addHumanUser: async ({ username, givenName, familyName, email }) => {
      const request = { username, profile: { givenName, familyName }, email: { email } };
      return (await users.addHumanUser(request)).userId;
    },
    getUserByID: async (userId) => {
      const { user } = await users.getUserByID({ userId });
      const human = user?.type.case === "human" ? user.type.value : undefined;
      return {
        username: user?.username ?? "",
        givenName: human?.profile?.givenName ?? "",
        state: UserState[user?.state ?? UserState.UNSPECIFIED],
      };
    },
    listUsers: async (userName) => {
      const query = { query: { case: "userNameQuery" as const, value: { userName } } };
      return (await users.listUsers({ queries: [query] })).result.map(({ userId }) => userId);
    },
    setUserMetadata: async (userId, key, value) => {
      await users.setUserMetadata({ userId, metadata: [{ key, value: Buffer.from(value) }] });
    },
    listUserMetadata: async (userId) => toRecord((await users.listUserMetadata({ userId })).metadata),
    deleteUserMetadata: async (userId, key) => {
      await users.deleteUserMetadata({ userId, keys: [key] });
    },
    deactivateUser: async (userId) => {
      await users.deactivateUser({ userId });
    },
    reactivateUser: async (userId) => {
      await users.reactivateUser({ userId });
    },
    lockUser: async (userId) => {
      await users.lockUser({ userId });
    },
    unlockUser: async (userId) => {
      await users.unlockUser({ userId });
    },
    deleteUser: async (userId) => {
      await users.deleteUser({ userId });
    },
    createSession: async (loginName, password) => {
      const user = { search: { case: "loginName" as const, value: loginName } };
      return (await sessions.createSession({ checks: { user, password: { password } } })).sessionId;
    },
  };
}
