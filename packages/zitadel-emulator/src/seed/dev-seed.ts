import { defaultSeed } from "./default-seed.js";
import type { AppSeed, PersonSeed, ProjectSeed, Seed } from "./seed.js";

/** The password of every person whose seed does not set one. */
export const defaultPassword = "Password1!";

/** A person who may read and write the metadata of every user of the organization. */
const granny: PersonSeed = {
  organization: "acme",
  givenName: "Emma",
  familyName: "Webster",
  metadata: { contract: "10044", plan: "gold", settings: '{"theme":"dark","beta":true}' },
  role: { role: "ORG_USER_MANAGER", in: "organization" },
  grants: { shop: ["support"] },
};

/**
 * The seed of the command line: {@link defaultSeed} with the built-in login page in place of the
 * applications' own ones, with a password for every person, and with `granny`, who may write.
 */
export const devSeed: Seed = {
  ...defaultSeed,
  people: mapValues({ ...defaultSeed.people, granny }, (person) => ({
    password: defaultPassword,
    ...person,
  })),
  projects: mapValues(defaultSeed.projects, withBuiltInLogin),
};

function withBuiltInLogin(project: ProjectSeed): ProjectSeed {
  return {
    ...project,
    apps: mapValues(project.apps, (app): AppSeed => {
      if (app.type === "api") return app;
      const copy = { ...app };
      delete copy.loginUri;
      return copy;
    }),
  };
}

function mapValues<T>(record: Readonly<Record<string, T>>, map: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
