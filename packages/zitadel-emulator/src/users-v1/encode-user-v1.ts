import { timestampOf } from "../clock.js";
import type { User } from "../instance/instance.js";
import { displayNameOf } from "../tokens/claims.js";
import { encodeCommon } from "../users/encode-user.js";

export function encodeUserV1(user: User): Record<string, unknown> {
  const { id, userName, profile } = user;
  if (profile.kind === "service") return { id, userName, ...encodeCommon(user) };
  const { givenName: firstName, familyName: lastName, email } = profile;
  return {
    id,
    userName,
    ...encodeCommon(user),
    human: {
      profile: { firstName, lastName, displayName: displayNameOf(profile), preferredLanguage: "und" },
      email: { email, isEmailVerified: true },
      phone: {},
      passwordChanged: timestampOf(user.created),
    },
  };
}
