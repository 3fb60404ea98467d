import * as z from "zod";
import { defaultPassword, devSeed, type Emulator } from "zitadel-emulator";

/** What other commands need to get tokens from dev's ZITADEL emulator. */
export const devState = z.object({
  pid: z.int().positive(),
  issuer: z.string(),
  /** The access token of the login page. */
  loginClient: z.string(),
  /** Passwords by login name. */
  people: z.record(z.string(), z.string()),
  /** Personal access tokens by name. */
  serviceUsers: z.record(z.string(), z.string()),
  /** The applications that users can log in to, by name. */
  apps: z.record(z.string(), z.object({ clientId: z.string(), redirectUri: z.string() })),
});

export type DevState = z.infer<typeof devState>;

export function createDevState({ issuer, directory }: Emulator): DevState {
  const { people, serviceUsers, projects } = devSeed;
  const apps = Object.values(projects).flatMap((project) => Object.entries(project.apps));
  return {
    pid: process.pid,
    issuer,
    loginClient: directory.personalAccessToken("login-client"),
    people: mapEntries(people, (_, person) => person.password ?? defaultPassword),
    serviceUsers: mapEntries(serviceUsers, (name) => directory.personalAccessToken(name)),
    apps: Object.fromEntries(
      apps.flatMap(([name, app]) => {
        const [redirectUri] = app.type === "pkce" ? app.redirectUris : [];
        return redirectUri === undefined ? [] : [[name, { clientId: directory.app(name), redirectUri }]];
      }),
    ),
  };
}

function mapEntries<T, U>(
  record: Readonly<Record<string, T>>,
  map: (name: string, value: T) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(name, value)]));
}
