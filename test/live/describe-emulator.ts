import { defaultSeed, type Emulator } from "zitadel-emulator";
import type { TestZitadelDescription } from "../../packages/zitadel-emulator/test/zitadel/description.js";

/** Describes the test data of the emulator, for tests that use it like any other server, over HTTP. */
export async function describeEmulator(
  { issuer, directory }: Emulator,
  userNameSuffix: string,
): Promise<TestZitadelDescription> {
  const { people, serviceUsers, organizations, projects } = defaultSeed;
  const serviceUserNames = Object.keys(serviceUsers);
  const apps = Object.values(projects).flatMap((project) => Object.entries(project.apps));
  const clients = serviceUserNames
    .filter((name) => serviceUsers[name]?.secret !== undefined)
    .map((name) => `${name}-client`);
  const namesWithKey = [
    ...serviceUserNames.filter((name) => serviceUsers[name]?.key === true),
    ...apps.flatMap(([name, app]) => (app.type === "api" && app.auth === "key" ? [name] : [])),
  ];
  const apiAppsWithSecret = apps.flatMap(([name, app]) =>
    app.type === "api" && app.auth === "secret" ? [name] : [],
  );
  return {
    issuer,
    userNameSuffix,
    isEmulated: true,
    users: byName([...Object.keys(people), ...serviceUserNames], directory.user),
    organizations: byName(Object.keys(organizations), directory.organization),
    projects: byName(Object.keys(projects), directory.project),
    apps: byName([...apps.map(([name]) => name), ...clients], directory.app),
    secrets: byName([...apiAppsWithSecret, ...clients], directory.secret),
    personalAccessTokens: byName(serviceUserNames, directory.personalAccessToken),
    keys: Object.fromEntries(
      await Promise.all(namesWithKey.map(async (name) => [name, await directory.key(name)] as const)),
    ),
  };
}

function byName(names: readonly string[], lookUp: (name: string) => string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, lookUp(name)]));
}
