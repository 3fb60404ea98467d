import { timestampOf } from "../clock.js";
import type { Person, User, UserState } from "../instance/instance.js";

const states = {
  active: "USER_STATE_ACTIVE",
  inactive: "USER_STATE_INACTIVE",
  locked: "USER_STATE_LOCKED",
  removed: "USER_STATE_DELETED",
} as const satisfies Record<UserState, string>;

export function encodeUser(user: User): Record<string, unknown> {
  const { id, userName, profile } = user;
  if (profile.kind === "service") return { userId: id, username: userName, ...encodeCommon(user) };
  const { givenName, familyName, nickName, displayName, preferredLanguage } = profile;
  return {
    userId: id,
    username: userName,
    ...encodeCommon(user),
    human: {
      profile: {
        givenName,
        familyName,
        nickName,
        displayName,
        preferredLanguage,
        gender: encodeGender(profile),
      },
      email: { email: profile.email, isVerified: profile.isEmailVerified || undefined },
      phone: encodePhone(profile, "isVerified"),
      passwordChanged: timestampOf(user.created),
    },
  };
}

export function encodeGender({ gender }: Person): string {
  return `GENDER_${gender.toUpperCase()}`;
}

/** Version 1 has another name for the second field. */
export function encodePhone(
  { phone, isPhoneVerified }: Person,
  isVerified: "isVerified" | "isPhoneVerified",
): Record<string, unknown> {
  return phone === "" ? {} : { phone, [isVerified]: isPhoneVerified || undefined };
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
        description: profile.description,
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
