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
  return {
    userId: id,
    details: { ...encodeChange(user), creationDate: timestampOf(user.created) },
    state: states[user.state],
    username: userName,
    loginNames: [userName],
    preferredLoginName: userName,
    ...(profile.kind === "person"
      ? {
          human: {
            profile: {
              givenName: profile.givenName,
              familyName: profile.familyName,
              nickName: "",
              displayName: displayNameOf(profile),
              preferredLanguage: "und",
              gender: "GENDER_UNSPECIFIED",
            },
            email: { email: profile.email, isVerified: true },
            phone: {},
            passwordChanged: timestampOf(user.created),
          },
        }
      : {
          machine: {
            name: profile.displayName,
            hasSecret: profile.secret !== undefined || undefined,
            accessTokenType: profile.accessToken === "jwt" ? "ACCESS_TOKEN_TYPE_JWT" : undefined,
          },
        }),
  };
}

export function encodeChange({ sequence, changed, organisation }: User): Record<string, string> {
  return {
    sequence: String(sequence),
    changeDate: timestampOf(changed),
    resourceOwner: organisation.id,
  };
}
