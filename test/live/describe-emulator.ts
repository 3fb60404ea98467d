import { defaultSeed, type Emulator } from "zitadel-emulator";
import type { TestZitadelDescription } from "../../packages/zitadel-emulator/test/zitadel/description.js";

/** The world of an embedded ZITADEL, for tests that reach it as any other server, by HTTP. */
export async function describeEmulator(
  { issuer, directory }: Emulator,
  run: string,
): Promise<TestZitadelDescription> {
  const { people, serviceUsers, organizations, projects } = defaultSeed;
  const services = Object.keys(serviceUsers);
  const apps = Object.values(projects).flatMap((project) => Object.entries(project.apps));
  const clients = services
    .filter((name) => serviceUsers[name]?.secret !== undefined)
    .map((name) => `${name}-client`);
  const keyed = [
    ...services.filter((name) => serviceUsers[name]?.key === true),
    ...apps.flatMap(([name, app]) => (app.type === "api" && app.auth === "key" ? [name] : [])),
  ];
  const secret = apps.flatMap(([name, app]) => (app.type === "api" && app.auth === "secret" ? [name] : []));
  return {
    issuer,
    userNameSuffix: run,
    isEmulated: true,
    users: byName([...Object.keys(people), ...services], directory.user),
    organizations: byName(Object.keys(organizations), directory.organization),
    projects: byName(Object.keys(projects), directory.project),
    apps: byName([...apps.map(([name]) => name), ...clients], directory.app),
    secrets: byName([...secret, ...clients], directory.secret),
    personalAccessTokens: byName(services, directory.personalAccessToken),
    keys: Object.fromEntries(
      await Promise.all(keyed.map(async (name) => [name, await directory.key(name)] as const)),
    ),
  };
}

function byName(names: readonly string[], of: (name: string) => string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, of(name)]));
}
