import type { App, Instance, Organization, Project } from "../instance/instance.js";

export const metadataScope = "urn:zitadel:iam:user:metadata";
export const resourceOwnerScope = "urn:zitadel:iam:user:resourceowner";
const projectsRolesScope = "urn:zitadel:iam:org:projects:roles";
const organizationIdPrefix = "urn:zitadel:iam:org:id:";
const organizationDomainPrefix = "urn:zitadel:iam:org:domain:primary:";
const rolePrefix = "urn:zitadel:iam:org:project:role:";
const audiencePattern = /^urn:zitadel:iam:org:project:id:(.+):aud$/;

/** The fixed scope of personal access tokens. */
export const personalAccessTokenScope = ["openid", "profile", metadataScope, resourceOwnerScope];

export function readScope(text: string | undefined): string[] {
  return (text ?? "").split(" ").filter((it) => it !== "");
}

/** The organization that the user of a login must belong to, by id and by primary domain. */
export function requestedOrganization(scope: readonly string[]): {
  id: string | undefined;
  domain: string | undefined;
} {
  const find = (prefix: string): string | undefined =>
    scope.find((it) => it.startsWith(prefix))?.slice(prefix.length);
  return { id: find(organizationIdPrefix), domain: find(organizationDomainPrefix) };
}

/** Whether the organization is the one that the scope requests; always if it requests none. */
export function matchesOrganization(scope: readonly string[], organization: Organization): boolean {
  const { id = organization.id, domain = organization.primaryDomain } = requestedOrganization(scope);
  return id === organization.id && domain === organization.primaryDomain;
}

/** Service users do not log in to an organization: ZITADEL ignores scopes of other organizations. */
export function withoutOtherOrganizations(
  scope: readonly string[],
  { id, primaryDomain }: Organization,
): string[] {
  return scope.filter(
    (it) =>
      (!it.startsWith(organizationIdPrefix) || it === organizationIdPrefix + id) &&
      (!it.startsWith(organizationDomainPrefix) || it === organizationDomainPrefix + primaryDomain),
  );
}

/** The project ids that the scope adds to the audience. */
export function requestedAudience(instance: Instance, scope: readonly string[]): string[] {
  return scope.flatMap((it) => {
    const id = audiencePattern.exec(it)?.[1];
    return id === undefined ? [] : [id === "zitadel" ? instance.zitadelProjectId : id];
  });
}

export function audienceOf(instance: Instance, app: App, scope: readonly string[]): string[] {
  const own = [...app.project.apps.map((it) => it.clientId), app.project.id];
  return [...new Set([...own, ...requestedAudience(instance, scope)])];
}

/**
 * Adds the role scopes of a project that asserts roles, whether or not the user has the roles. A scope that
 * already names a role is not changed.
 */
export function addProjectRoles(project: Project, scope: readonly string[]): string[] {
  if (!project.assertsRoles || scope.some((it) => it.startsWith(rolePrefix))) return [...scope];
  return [...scope, ...project.roles.map((role) => rolePrefix + role)];
}

/** The projects whose roles the scope requests, and the requested roles; no roles means all of them. */
export function requestedRoles(
  instance: Instance,
  scope: readonly string[],
  projectId: string | undefined,
): { projectIds: string[]; roles: string[] } {
  const roles = scope.filter((it) => it.startsWith(rolePrefix)).map((it) => it.slice(rolePrefix.length));
  const projectIds = scope.includes(projectsRolesScope) ? requestedAudience(instance, scope) : [];
  if (roles.length > 0 && projectId !== undefined) projectIds.push(projectId);
  return { projectIds, roles };
}
