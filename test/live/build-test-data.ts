import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { defaultSeed } from "zitadel-emulator";
import { addPerson } from "../../packages/zitadel-emulator/test/zitadel/add-person.js";
import type { TestZitadelDescription } from "../../packages/zitadel-emulator/test/zitadel/description.js";
import type { CallZitadel } from "../../packages/zitadel-emulator/test/zitadel/public-api.js";
import { addProject } from "./add-project.js";
import { addServiceUser } from "./add-service-user.js";
import { type CreatedTestData, removeTestData } from "./remove-test-data.js";
import type { Variables } from "./variables.js";

const me = z.object({
  user: z.object({ id: z.string(), details: z.object({ resourceOwner: z.string() }) }),
});

/** Creates the emulator's default seed on a server, through its public APIs. Removes everything after an error. */
export async function buildTestData(
  { issuer, ownerToken, loginToken }: Variables,
  call: CallZitadel,
  // Applications become visible with a delay, which ZITADEL does not report.
  settle: () => Promise<unknown> = () => sleep(5000),
): Promise<{ description: TestZitadelDescription; created: CreatedTestData }> {
  const userNameSuffix = randomBytes(3).toString("hex");
  const { user } = me.parse(await call({ method: "GET", path: "/auth/v1/users/me" }));
  const description: TestZitadelDescription = {
    issuer,
    userNameSuffix,
    isEmulated: false,
    users: { owner: user.id },
    organizations: {},
    projects: {},
    apps: {},
    secrets: {},
    personalAccessTokens: { owner: ownerToken, "login-client": loginToken },
    keys: {},
  };
  const created = (): CreatedTestData => ({
    userNameSuffix,
    projects: Object.values(description.projects),
    organizations: Object.values(description.organizations).slice(1),
  });
  try {
    await addSeed(description, call, user.details.resourceOwner);
    await settle();
  } catch (error) {
    await removeTestData(call, created());
    throw error;
  }
  return { description, created: created() };
}

async function addSeed(
  description: TestZitadelDescription,
  call: CallZitadel,
  firstOrganization: string,
): Promise<void> {
  const { userNameSuffix } = description;
  const { organizations, people, serviceUsers, projects } = defaultSeed;
  const [first = "", ...others] = Object.keys(organizations);
  description.organizations[first] = firstOrganization;
  for (const name of others) {
    const displayName = `${organizations[name]?.displayName ?? name} ${userNameSuffix}`;
    const created = await call({ path: "/v2/organizations", json: { name: displayName } });
    description.organizations[name] = z.object({ organizationId: z.string() }).parse(created).organizationId;
  }
  for (const [name, seed] of Object.entries(serviceUsers)) {
    // The users of the two given tokens exist already.
    if (!(name in description.personalAccessTokens)) await addServiceUser(call, description, name, seed);
  }
  for (const [name, { organization, metadata = {} }] of Object.entries(people)) {
    const organizationId = description.organizations[organization] ?? "";
    const userName = `${name}-${userNameSuffix}`;
    description.users[name] = await addPerson(call, userName, { name, organizationId, metadata });
  }
  for (const [name, seed] of Object.entries(projects)) await addProject(call, description, name, seed);
  for (const [name, { organization, grants = {} }] of Object.entries({ ...people, ...serviceUsers })) {
    for (const [project, roleKeys] of Object.entries(grants)) {
      await call({
        path: `/management/v1/users/${description.users[name] ?? ""}/grants`,
        organization: description.organizations[organization] ?? "",
        json: { projectId: description.projects[project], roleKeys },
      });
    }
  }
}
