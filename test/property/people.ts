import type { TestEnv } from "../support/test-env.js";
import type { TestUser } from "./oracle.js";

/** A caller and owner; `values` is what is stored of them, by key. */
export interface Person extends TestUser {
  readonly name: string;
  token: string;
}

/** People with and without roles, in both organizations, through two applications, and service users with personal access tokens. */
export async function addPeople(env: TestEnv): Promise<Person[]> {
  const { organization, app, personalAccessToken, user } = env.zitadel.directory;
  const [acme, globex] = [organization("acme"), organization("globex")];
  const wanted = [
    { organization: "acme", client: "spa", roles: [] },
    { organization: "acme", client: "spa-jwt", roles: ["admin"] },
    { organization: "acme", client: "spa", roles: ["support"] },
    { organization: "acme", client: "spa-jwt", roles: ["admin", "support"] },
    { organization: "globex", client: "spa", roles: ["admin"] },
    { organization: "globex", client: "spa-jwt", roles: [] },
  ];
  const people: Person[] = [];
  for (const { client, roles, organization: home } of wanted) {
    const { name, id } = await env.addPerson({ organization: home, roles });
    const rights = { roles, reads: [], writes: [], client: app(client), organization: organization(home) };
    people.push({ name, id, token: await env.login(name, { app: client }), ...rights });
  }
  const machine = (name: string, reads: readonly string[], writes: readonly string[]): Person => ({
    name,
    id: user(name),
    token: personalAccessToken(name),
    client: undefined,
    roles: [],
    organization: name === "other-manager" ? globex : acme,
    reads,
    writes,
  });
  return [
    ...people,
    machine("manager", [acme], [acme]),
    machine("viewer", [acme], []),
    machine("other-manager", [globex], [globex]),
    machine("instance-viewer", [acme, globex], []),
    machine("nobody", [], []),
  ];
}
