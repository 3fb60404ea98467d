import { timestampOf } from "../clock.js";
import type { User } from "../instance/instance.js";
import { encodeCommon, encodeGender, encodePhone } from "../users/encode-user.js";

export function encodeUserV1(user: User): Record<string, unknown> {
  const { id, userName, profile } = user;
  if (profile.kind === "service") return { id, userName, ...encodeCommon(user) };
  const { givenName: firstName, familyName: lastName, nickName, displayName, preferredLanguage } = profile;
  return {
    id,
    userName,
    ...encodeCommon(user),
    human: {
      profile: {
        firstName,
        lastName,
        ...(nickName !== "" && { nickName }),
        displayName,
        preferredLanguage,
        ...(profile.gender !== "unspecified" && { gender: encodeGender(profile) }),
      },
      email: { email: profile.email, isEmailVerified: profile.isEmailVerified || undefined },
      phone: encodePhone(profile, "isPhoneVerified"),
      passwordChanged: timestampOf(user.created),
    },
  };
}
