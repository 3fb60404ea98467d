import type { Instance, Person, User } from "../instance/instance.js";
import { metadataScope, requestedOrganization, resourceOwnerScope, requestedRoles } from "./scope.js";

export type Claims = Record<string, unknown>;

/** The user's claims in a userinfo or introspection response. */
export function userClaims(
  instance: Instance,
  { user, scope }: { user: User; scope: readonly string[] },
  clientProjectId: string | undefined,
  isStale: boolean,
): Claims {
  return {
    ...profileClaims(user, scope),
    ...zitadelClaims(user, scope, isStale),
    ...roleClaims(instance, user, scope, clientProjectId),
  };
}

/** Name and e-mail claims that the scope requests. */
export function profileClaims(user: User, scope: readonly string[]): Claims {
  const { profile, userName } = user;
  const updated = Math.floor(user.created / 1_000_000);
  const person = profile.kind === "person" ? profile : undefined;
  return {
    ...(scope.includes("profile") && {
      name: profile.displayName,
      ...(person && namesOf(person)),
      updated_at: updated,
      preferred_username: userName,
    }),
    ...(scope.includes("email") &&
      person && { email: person.email, email_verified: person.isEmailVerified || undefined }),
    ...(scope.includes("phone") &&
      person &&
      person.phone !== "" && {
        phone_number: person.phone,
        phone_number_verified: person.isPhoneVerified || undefined,
      }),
  };
}

function namesOf({ givenName, familyName, nickName, gender, preferredLanguage }: Person): Claims {
  return {
    given_name: givenName,
    family_name: familyName,
    ...(nickName !== "" && { nickname: nickName }),
    ...(gender !== "unspecified" && { gender }),
    locale: preferredLanguage === "und" ? null : preferredLanguage,
  };
}

/** Metadata and organization claims: in all tokens and responses whose scope requests them. */
export function zitadelClaims(user: User, scope: readonly string[], isStale = false): Claims {
  const { organization } = user;
  const metadata = isStale ? user.formerMetadata : user.metadata;
  const { id, domain } = requestedOrganization(scope);
  return {
    ...(scope.includes(metadataScope) && metadata.size > 0 && { [metadataScope]: encodeMetadata(metadata) }),
    ...(domain !== undefined && { "urn:zitadel:iam:org:domain:primary": domain }),
    ...(id !== undefined && { "urn:zitadel:iam:org:id": id }),
    ...((scope.includes(resourceOwnerScope) || id !== undefined) && {
      [`${resourceOwnerScope}:id`]: organization.id,
      [`${resourceOwnerScope}:name`]: organization.displayName,
      [`${resourceOwnerScope}:primary_domain`]: organization.primaryDomain,
    }),
  };
}

function encodeMetadata(metadata: User["metadata"]): Record<string, string> {
  const entries = [...metadata].map(
    ([key, { value }]) => [key, Buffer.from(value).toString("base64url")] as const,
  );
  return Object.fromEntries(entries);
}

/** Role claims. The claim without a project id contains the roles in the client's own project. */
export function roleClaims(
  instance: Instance,
  user: User,
  scope: readonly string[],
  clientProjectId: string | undefined,
): Claims {
  const requested = requestedRoles(instance, scope, clientProjectId);
  const claims: Record<string, Record<string, Record<string, string>>> = {};
  for (const { project, organization, roles } of user.grants) {
    if (!requested.projectIds.includes(project.id)) continue;
    for (const role of roles) {
      if (requested.roles.length > 0 && !requested.roles.includes(role)) continue;
      const names = [`urn:zitadel:iam:org:project:${project.id}:roles`];
      if (project.id === clientProjectId) names.push("urn:zitadel:iam:org:project:roles");
      for (const name of names) {
        ((claims[name] ??= {})[role] ??= {})[organization.id] = organization.primaryDomain;
      }
    }
  }
  return claims;
}
