import { randomBytes } from "node:crypto";
import { createIds, idOf } from "../ids.js";
import { systemId } from "../events/event.js";
import { addUser } from "../instance/add-user.js";
import type { App, Instance, Project } from "../instance/instance.js";
import { addPerson, grantsOf, membershipsOf, userNameOf } from "./add-person.js";
import { requireNamed } from "./look-up.js";
import type { AppSeed, ProjectSeed, ServiceUserSeed, Seed } from "./seed.js";

/** An instance that holds what the seed says. User names end with `-run` unless that is empty. */
export function createInstance(
  issuer: string,
  { clock, events }: Pick<Instance, "clock" | "events">,
  seed: Seed,
  run: string,
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
    usersByPat: new Map(),
    heldUsers: new Set(),
    projects,
    zitadelProjectId: idOf("project", "ZITADEL"),
  };
  beginHistory(instance);
  for (const [name, it] of Object.entries(seed.serviceUsers)) addServiceUser(instance, name, it, run);
  for (const [name, it] of Object.entries(seed.people)) addPerson(instance, name, it, run);
  return instance;
}

function beginHistory({ clock, events }: Instance): void {
  const id = idOf("instance", "ZITADEL");
  events.record([
    {
      type: "instance.added",
      aggregateType: "instance",
      aggregateId: id,
      resourceOwner: id,
      sequence: 1,
      created: clock.stamp(),
      editorId: systemId,
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

function addServiceUser(instance: Instance, name: string, seed: ServiceUserSeed, run: string): void {
  const organization = requireNamed("organization", instance.organizations, seed.organization);
  addUser(instance, {
    name,
    userName: seed.userName ?? userNameOf(name, run),
    organization,
    profile: {
      kind: "service",
      displayName: seed.userName ?? name,
      accessToken: seed.accessToken ?? "opaque",
      pat: seed.pat ?? randomSecret(53),
      patId: idOf("pat", name),
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
