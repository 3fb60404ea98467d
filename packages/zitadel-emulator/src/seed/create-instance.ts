import { randomBytes } from "node:crypto";
import { createIds, idOf } from "../ids.js";
import { systemUserId } from "../events/event.js";
import { addUser } from "../instance/add-user.js";
import type { App, Instance, Project } from "../instance/instance.js";
import { addPerson, grantsOf, membershipsOf, userNameOf } from "./add-person.js";
import { requireNamed } from "./require-named.js";
import type { AppSeed, ProjectSeed, ServiceUserSeed, Seed } from "./seed.js";

/**
 * Creates the instance that a seed describes. Throws if the seed refers to an unknown organization or
 * project.
 */
export function createInstance(
  issuer: string,
  { clock, events }: Pick<Instance, "clock" | "events">,
  seed: Seed,
  userNameSuffix: string,
): Instance {
  const organizations = new Map(
    Object.entries(seed.organizations).map(([name, it]) => [
      name,
      { id: idOf("organization", name), name, ...it },
    ]),
  );
  const projects = new Map(
    Object.entries(seed.projects).map(([name, it]) => [name, createProject(name, it)]),
  );
  const instance: Instance = {
    issuer,
    clock,
    events,
    nextId: createIds(),
    organizations,
    users: new Map(),
    usersByPersonalAccessToken: new Map(),
    writeLocks: new Set(),
    projects,
    permissionCheckV2: false,
    zitadelProjectId: idOf("project", "ZITADEL"),
  };
  recordInstanceAdded(instance);
  for (const [name, it] of Object.entries(seed.serviceUsers))
    addServiceUser(instance, name, it, userNameSuffix);
  for (const [name, it] of Object.entries(seed.people)) addPerson(instance, name, it, userNameSuffix);
  return instance;
}

function recordInstanceAdded({ clock, events }: Instance): void {
  const id = idOf("instance", "ZITADEL");
  events.record([
    {
      type: "instance.added",
      aggregateType: "instance",
      aggregateId: id,
      resourceOwner: id,
      sequence: 1,
      created: clock.stamp(),
      editorId: systemUserId,
    },
  ]);
}

function createProject(name: string, { roles = [], assertsRoles = false, apps }: ProjectSeed): Project {
  const project: Project = { id: idOf("project", name), name, roles, assertsRoles, apps: [] };
  for (const [appName, app] of Object.entries(apps)) project.apps.push(createApp(appName, app, project));
  return project;
}

function createApp(name: string, seed: AppSeed, project: Project): App {
  const clientId = idOf("client", name);
  if (seed.type === "pkce") {
    return { userinfoInIdToken: false, rolesInTokens: false, ...seed, name, clientId, project };
  }
  return {
    type: "api",
    name,
    id: idOf("app", name),
    clientId,
    project,
    secret: seed.auth === "secret" ? (seed.secret ?? randomSecret(48)) : undefined,
    keyId: seed.auth === "key" ? idOf("key", name) : undefined,
  };
}

function addServiceUser(
  instance: Instance,
  name: string,
  seed: ServiceUserSeed,
  userNameSuffix: string,
): void {
  const organization = requireNamed("organization", instance.organizations, seed.organization);
  addUser(instance, {
    name,
    userName: seed.userName ?? userNameOf(name, userNameSuffix),
    organization,
    profile: {
      kind: "service",
      displayName: seed.userName ?? name,
      accessToken: seed.accessToken ?? "opaque",
      personalAccessToken: seed.personalAccessToken ?? randomSecret(53),
      personalAccessTokenId: idOf("pat", name),
      secret: seed.secret === true ? randomSecret(48) : seed.secret,
      keyId: seed.key === true ? idOf("key", name) : undefined,
    },
    grants: grantsOf(instance, organization, seed.grants),
    memberships: membershipsOf(organization, seed.role),
  });
}

function randomSecret(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}
