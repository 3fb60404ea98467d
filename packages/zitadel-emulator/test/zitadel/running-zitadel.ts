import { z } from "zod";
import { addPerson, readMetadata } from "./add-person.js";
import { createDescribedDirectory, type TestZitadelDescription } from "./description.js";
import { grantRoles } from "./grant-roles.js";
import { requestTokens } from "./login.js";
import { createCallZitadel, ApiError } from "./public-api.js";
import type { TestZitadel } from "./test-zitadel.js";

const tokenSet = z.object({
  access_token: z.string(),
  id_token: z.string(),
  refresh_token: z.string().optional(),
  expires_in: z.number(),
});

/** The described test data on a running server. */
export function connectToZitadel(description: TestZitadelDescription): TestZitadel {
  const { issuer, userNameSuffix, isEmulated } = description;
  const added = new Map<string, string>();
  const directory = createDescribedDirectory(description, added);
  const call = createCallZitadel(issuer, directory.personalAccessToken("owner"));
  return {
    issuer,
    userNameSuffix,
    directory,
    isEmulated,
    get emulator(): never {
      throw new Error("This test needs the emulator. Add the tag `embedded` to it.");
    },
    async addUser(name, { organization = "acme", roles, ...user } = {}) {
      const organizationId = directory.organization(organization);
      const userId = await addPerson(call, `${name}-${userNameSuffix}`, { ...user, name, organizationId });
      added.set(name, userId);
      if (roles !== undefined) await grantRoles({ issuer, directory }, userId, roles);
      return userId;
    },
    getMetadata: (userId) => readMetadata(call, userId),
    async issueTokens(person, app, scope) {
      const login = { loginName: `${person}-${userNameSuffix}`, app, scope };
      const { body } = await requestTokens({ issuer, directory }, login);
      const { access_token, id_token, refresh_token, expires_in } = tokenSet.parse(body);
      return {
        accessToken: access_token,
        idToken: id_token,
        ...(refresh_token !== undefined && { refreshToken: refresh_token }),
        expiresIn: expires_in,
      };
    },
    async [Symbol.asyncDispose]() {
      for (const userId of added.values()) {
        await call({ method: "DELETE", path: `/v2/users/${userId}` }).catch((error: unknown) => {
          // The test may have removed the user.
          if (!(error instanceof ApiError && error.status === 404)) throw error;
        });
      }
    },
  };
}
