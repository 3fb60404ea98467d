import type { App, Instance, Project } from "../instance/instance.js";

export const metadataScope = "urn:zitadel:iam:user:metadata";
export const resourceOwnerScope = "urn:zitadel:iam:user:resourceowner";
const projectsRolesScope = "urn:zitadel:iam:org:projects:roles";
const rolePrefix = "urn:zitadel:iam:org:project:role:";
const audiencePattern = /^urn:zitadel:iam:org:project:id:(.+):aud$/;

/** What personal access tokens are always good for. */
export const personalAccessTokenScope = ["openid", "profile", metadataScope, resourceOwnerScope];

export function readScope(text: string | undefined): string[] {
  return (text ?? "").split(" ").filter((it) => it !== "");
}

/** Projects that the scope asks to have in the audience. */
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
 * A project that asserts roles asks for all of them in the name of everyone, whether they have one or
 * not, unless the scope names a role itself.
 */
export function addProjectRoles(project: Project, scope: readonly string[]): string[] {
  if (!project.assertsRoles || scope.some((it) => it.startsWith(rolePrefix))) return [...scope];
  return [...scope, ...project.roles.map((role) => rolePrefix + role)];
}

/** Which projects' roles the scope shows, and which roles of them; without names all of them. */
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
