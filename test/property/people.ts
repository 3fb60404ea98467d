import { allScopes, type TestEnv } from "../support/test-env.js";
import type { TestUser } from "./oracle.js";

/** A user who makes requests, and whose metadata others request. */
export interface Person extends TestUser {
  readonly name: string;
  token: string;
  /** What an ID token reads: the user's entries at the login. Undefined: the token is an access token. */
  readonly idTokenEntries: Texts | undefined;
}

type Texts = ReadonlyMap<string, string>;

/** Entries at the login with an ID token. */
const idTokenEntries = { a: "1", "a.b": "x", "b.x": "1", c: "x" };

/**
 * Adds users with and without roles, in two organizations and two applications, one of whom has an ID token only,
 * and returns them with five service users.
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
      hasOnlyIdToken: false,
      idTokenEntries: undefined,
    };
    people.push({ name, id, token: await env.login(name, { app: client }), ...rights });
  }
  const { name, id } = await env.addPerson({ metadata: idTokenEntries, roles: ["admin"] });
  const { idToken } = await env.zitadel.issueTokens(name, "spa", allScopes);
  people.push({
    ...{ name, id, token: idToken, hasOnlyIdToken: true, organization: acme, client: app("spa") },
    // An ID token gives no role.
    ...{ roles: [], reads: [], writes: [], idTokenEntries: new Map(Object.entries(idTokenEntries)) },
  });
  const serviceUser = (name: string, reads: readonly string[], writes: readonly string[]): Person => ({
    name,
    id: user(name),
    token: env.pat(name),
    client: undefined,
    roles: [],
    organization: name === "other-manager" ? globex : acme,
    reads,
    writes,
    hasOnlyIdToken: false,
    idTokenEntries: undefined,
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
