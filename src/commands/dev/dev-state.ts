import * as z from "zod";
import { defaultPassword, type Emulator, type Seed } from "zitadel-emulator";

/** What other commands need to get tokens from the ZITADEL emulator of `npm run dev` or `npm run demo`. */
export const devState = z.object({
  /** The command that runs the emulator. */
  command: z.enum(["npm run dev", "npm run demo"]),
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

export function createDevState(
  command: DevState["command"],
  { issuer, directory }: Emulator,
  { people, serviceUsers, projects }: Seed,
): DevState {
  const apps = Object.values(projects).flatMap((project) => Object.entries(project.apps));
  return {
    command,
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
