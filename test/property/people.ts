import type { World } from "../support/test-env.js";
import type { Somebody } from "./oracle.js";

/** A caller and owner; `values` is what is stored of them, by key. */
export interface Person extends Somebody {
  readonly name: string;
  token: string;
}

/** People with and without roles, in both organisations, through two applications, and service users with personal access tokens. */
export async function addPeople(world: World): Promise<Person[]> {
  const { organisation, app, personalAccessToken, user } = world.zitadel.directory;
  const [acme, globex] = [organisation("acme"), organisation("globex")];
  const wanted = [
    { organisation: "acme", client: "spa", roles: [] },
    { organisation: "acme", client: "spa-jwt", roles: ["admin"] },
    { organisation: "acme", client: "spa", roles: ["support"] },
    { organisation: "acme", client: "spa-jwt", roles: ["admin", "support"] },
    { organisation: "globex", client: "spa", roles: ["admin"] },
    { organisation: "globex", client: "spa-jwt", roles: [] },
  ];
  const people: Person[] = [];
  for (const { client, roles, organisation: home } of wanted) {
    const { name, id } = await world.addPerson({ organisation: home, roles });
    const rights = { roles, reads: [], writes: [], client: app(client), organisation: organisation(home) };
    people.push({ name, id, token: await world.login(name, { app: client }), ...rights });
  }
  const machine = (name: string, reads: readonly string[], writes: readonly string[]): Person => ({
    name,
    id: user(name),
    token: personalAccessToken(name),
    client: undefined,
    roles: [],
    organisation: name === "other-manager" ? globex : acme,
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
