import type { TestEnv } from "../support/test-env.js";
import type { TestUser } from "./oracle.js";

/** A user who makes requests, and whose metadata others request. */
export interface Person extends TestUser {
  readonly name: string;
  token: string;
}

/**
 * Adds users with and without roles, in two organizations and two applications, and returns them with five
 * service users.
 */
export async function addPeople(env: TestEnv): Promise<Person[]> {
  const { organization, app, user } = env.zitadel.directory;
  const [acme, globex] = [organization("acme"), organization("globex")];
  const specifications = [
    { organization: "acme", client: "spa", roles: [] },
    { organization: "acme", client: "spa-jwt", roles: ["admin"] },
    { organization: "acme", client: "spa", roles: ["support"] },
    { organization: "acme", client: "spa-jwt", roles: ["admin", "support"] },
    { organization: "globex", client: "spa", roles: ["admin"] },
    { organization: "globex", client: "spa-jwt", roles: [] },
  ];
  const people: Person[] = [];
  for (const { client, roles, organization: organizationName } of specifications) {
    const { name, id } = await env.addPerson({ organization: organizationName, roles });
    const rights = {
      roles,
      reads: [],
      writes: [],
      client: app(client),
      organization: organization(organizationName),
    };
    people.push({ name, id, token: await env.login(name, { app: client }), ...rights });
  }
  const serviceUser = (name: string, reads: readonly string[], writes: readonly string[]): Person => ({
    name,
    id: user(name),
    token: env.pat(name),
    client: undefined,
    roles: [],
    organization: name === "other-manager" ? globex : acme,
    reads,
    writes,
  });
  return [
    ...people,
    serviceUser("manager", [acme], [acme]),
    serviceUser("viewer", [acme], []),
    serviceUser("other-manager", [globex], [globex]),
    serviceUser("instance-viewer", [acme, globex], []),
    serviceUser("nobody", [], []),
  ];
}
