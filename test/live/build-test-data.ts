import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { defaultSeed } from "zitadel-emulator";
import { addPerson } from "../../packages/zitadel-emulator/test/zitadel/add-person.js";
import type { TestZitadelDescription } from "../../packages/zitadel-emulator/test/zitadel/description.js";
import type { CallZitadel } from "../../packages/zitadel-emulator/test/zitadel/public-api.js";
import { buildProject } from "./add-project.js";
import { buildServiceUser } from "./add-service-user.js";
import { type Built, removeWorld } from "./remove-test-data.js";
import type { Variables } from "./variables.js";

const owner = z.object({
  user: z.object({ id: z.string(), details: z.object({ resourceOwner: z.string() }) }),
});
/** Builds on a server, by its public APIs, what the embedded ZITADEL starts with; all of it, or it is removed again. */
export async function buildWorld(
  { issuer, ownerToken, loginToken }: Variables,
  call: CallZitadel,
  // Applications become visible a little later, and nothing tells when.
  settle: () => Promise<unknown> = () => sleep(5000),
): Promise<{ description: TestZitadelDescription; built: Built }> {
  const run = randomBytes(3).toString("hex");
  const { user } = owner.parse(await call({ method: "GET", path: "/auth/v1/users/me" }));
  const description: TestZitadelDescription = {
    issuer,
    userNameSuffix: run,
    isEmulated: false,
    users: { owner: user.id },
    organizations: {},
    projects: {},
    apps: {},
    secrets: {},
    personalAccessTokens: { owner: ownerToken, "login-client": loginToken },
    keys: {},
  };
  const built = (): Built => ({
    run,
    projects: Object.values(description.projects),
    organizations: Object.values(description.organizations).slice(1),
  });
  try {
    await buildInto(description, call, user.details.resourceOwner);
    await settle();
  } catch (error) {
    await removeWorld(call, built());
    throw error;
  }
  return { description, built: built() };
}

async function buildInto(
  description: TestZitadelDescription,
  call: CallZitadel,
  firstOrganization: string,
): Promise<void> {
  const { userNameSuffix: run } = description;
  const { organizations, people, serviceUsers, projects } = defaultSeed;
  const [first = "", ...others] = Object.keys(organizations);
  description.organizations[first] = firstOrganization;
  for (const name of others) {
    const displayName = `${organizations[name]?.displayName ?? name} ${run}`;
    const created = await call({ path: "/v2/organizations", json: { name: displayName } });
    description.organizations[name] = z.object({ organizationId: z.string() }).parse(created).organizationId;
  }
  for (const [name, seed] of Object.entries(serviceUsers)) {
    // The first two are there: the tokens are theirs.
    if (!(name in description.personalAccessTokens)) await buildServiceUser(call, description, name, seed);
  }
  for (const [name, { organization, metadata = {} }] of Object.entries(people)) {
    const organizationId = description.organizations[organization] ?? "";
    description.users[name] = await addPerson(call, `${name}-${run}`, { name, organizationId, metadata });
  }
  for (const [name, seed] of Object.entries(projects)) await buildProject(call, description, name, seed);
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
