import { defaultSeed } from "./default-seed.js";
import type { AppSeed, ProjectSeed, Seed } from "./seed.js";

export const defaultPassword = "Password1!";

/** The world that dev starts with: the one of the tests, but people log in at ZITADEL's own page. */
export const devSeed: Seed = {
  ...defaultSeed,
  people: mapValues(defaultSeed.people, (person) => ({ password: defaultPassword, ...person })),
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
