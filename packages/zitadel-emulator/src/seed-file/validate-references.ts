import { isRecord, type Problem } from "./problem.js";

/**
 * Finds references to unknown names and duplicate names in a seed file. Also works for files that do not
 * match the schema, so that all problems are reported together.
 */
export function validateReferences(file: unknown): Problem[] {
  const { organizations, projects, people, serviceUsers } = record(file);
  const problems: Problem[] = [];
  const requireKnown = (path: string[], found: unknown, all: readonly string[]): void => {
    if (typeof found !== "string" || all.includes(found)) return;
    const expected = all.length === 0 ? "no value, because none is defined" : `one of ${all.join(", ")}`;
    problems.push({ path, expected, found });
  };
  for (const [kind, users] of Object.entries({ people, serviceUsers })) {
    for (const [name, user] of Object.entries(record(users))) {
      const { organization, roles } = record(user);
      requireKnown([kind, name, "organization"], organization, Object.keys(record(organizations)));
      for (const [project, granted] of Object.entries(record(roles))) {
        const path = [kind, name, "roles", project];
        requireKnown(path, project, Object.keys(record(projects)));
        if (!isRecord(projects) || !Object.hasOwn(projects, project)) continue;
        const known = list(record(projects[project])["roles"]).map(String);
        for (const [n, role] of list(granted).entries()) requireKnown([...path, String(n)], role, known);
      }
    }
  }
  const users = [people, serviceUsers].flatMap((all) => Object.keys(record(all)));
  problems.push(...duplicates(users, "people and serviceUsers", "a unique user name"));
  const apps = Object.values(record(projects)).flatMap((it) => Object.keys(record(record(it)["apps"])));
  problems.push(...duplicates(apps, "projects", "a unique app name"));
  return problems;
}

function duplicates(names: readonly string[], where: string, expected: string): Problem[] {
  const repeated = names.filter((name, n) => names.indexOf(name) !== n);
  return repeated.map((found) => ({ path: [where], expected, found }));
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
