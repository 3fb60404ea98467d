import {
  createAccessTokenInterceptor,
  createManagementClient,
  createSessionClient,
  createUserClient,
} from "@zitadel/node/dist/api/index.js";
import { userStateToJSON, UserState } from "@zitadel/node/dist/api/generated/zitadel/user/v2beta/user.js";
import { toRecord, type Calls } from "./calls.js";

/** Calls of `@zitadel/node`: the beta of version 2, and version 1 for metadata. */
export function nodeCalls(issuer: string, token: string): Calls {
  const withToken = createAccessTokenInterceptor(token);
  const users = createUserClient(issuer, withToken);
  const sessions = createSessionClient(issuer, withToken);
  const management = createManagementClient(issuer, withToken);
  return {
    addHumanUser: async ({ username, givenName, familyName, email }) => {
      const request = { username, profile: { givenName, familyName }, email: { email } };
      return (await users.addHumanUser(request)).userId;
    },
    getUserByID: async (userId) => {
      const { user } = await users.getUserByID({ userId });
      return {
        username: user?.username ?? "",
        givenName: user?.human?.profile?.givenName ?? "",
        state: userStateToJSON(user?.state ?? UserState.USER_STATE_UNSPECIFIED).replace("USER_STATE_", ""),
      };
    },
    listUsers: async (userName) => {
      const { result } = await users.listUsers({ queries: [{ userNameQuery: { userName } }] });
      return result.map(({ userId }) => userId);
    },
    setUserMetadata: async (id, key, value) => {
      await management.bulkSetUserMetadata({ id, metadata: [{ key, value: Buffer.from(value) }] });
    },
    listUserMetadata: async (id) => toRecord((await management.listUserMetadata({ id })).result),
    deleteUserMetadata: async (id, key) => {
      await management.bulkRemoveUserMetadata({ id, keys: [key] });
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
      const request = { checks: { user: { loginName }, password: { password } } };
      return (await sessions.createSession(request)).sessionId;
    },
  };
}
