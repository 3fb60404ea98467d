import { timestampOf } from "../clock.js";
import type { User, UserState } from "../instance/instance.js";
import { displayNameOf } from "../tokens/claims.js";

const states = {
  active: "USER_STATE_ACTIVE",
  inactive: "USER_STATE_INACTIVE",
  locked: "USER_STATE_LOCKED",
  removed: "USER_STATE_DELETED",
} as const satisfies Record<UserState, string>;

export function encodeUser(user: User): Record<string, unknown> {
  const { id, userName, profile } = user;
  if (profile.kind === "service") return { userId: id, username: userName, ...encodeCommon(user) };
  const { givenName, familyName, email } = profile;
  return {
    userId: id,
    username: userName,
    ...encodeCommon(user),
    human: {
      profile: {
        givenName,
        familyName,
        nickName: "",
        displayName: displayNameOf(profile),
        preferredLanguage: "und",
        gender: "GENDER_UNSPECIFIED",
      },
      email: { email, isVerified: true },
      phone: {},
      passwordChanged: timestampOf(user.created),
    },
  };
}

/** Fields with the same names in both API versions. */
export function encodeCommon(user: User): Record<string, unknown> {
  const { userName, profile } = user;
  return {
    details: { ...encodeChange(user), creationDate: timestampOf(user.created) },
    state: states[user.state],
    loginNames: [userName],
    preferredLoginName: userName,
    ...(profile.kind === "service" && {
      machine: {
        name: profile.displayName,
        hasSecret: profile.secret !== undefined || undefined,
        accessTokenType: profile.accessToken === "jwt" ? "ACCESS_TOKEN_TYPE_JWT" : undefined,
      },
    }),
  };
}

export function encodeChange({ sequence, changed, organization }: User): Record<string, string> {
  return {
    sequence: String(sequence),
    changeDate: timestampOf(changed),
    resourceOwner: organization.id,
  };
}
