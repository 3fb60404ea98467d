import { Failure } from "../../lib/failure.js";
import type { DevState } from "../dev/dev-state.js";
import { logIn } from "./log-in.js";

export const defaultApp = "spa";

/** The scopes that a client needs for all features of the subgraph. */
export const defaultScope =
  "openid profile email offline_access urn:zitadel:iam:user:metadata urn:zitadel:iam:org:project:id:zitadel:aud";

export interface TokenOptions {
  readonly app?: string | undefined;
  readonly scope?: string | undefined;
}

/** Returns a new access token of a person, or the personal access token of a service user. */
export async function getToken(state: DevState, user: string, options: TokenOptions = {}): Promise<string> {
  const { issuer, loginClient, people, serviceUsers, apps } = state;
  const accessToken = lookUp(serviceUsers, user);
  if (accessToken !== undefined) {
    if (options.app === undefined && options.scope === undefined) return accessToken;
    throw invalidInput(`"${user}" is a service user. Leave out --app and --scope.`);
  }
  const password = lookUp(people, user);
  if (password === undefined) {
    throw invalidInput(
      `Unknown user "${user}".\nPeople: ${list(people)}\nService users: ${list(serviceUsers)}`,
    );
  }
  const appName = options.app ?? defaultApp;
  const app = lookUp(apps, appName);
  if (app === undefined) throw invalidInput(`Cannot log in to app "${appName}".\nApps: ${list(apps)}`);
  return logIn({ issuer, loginClient, app, loginName: user, password, scope: options.scope ?? defaultScope });
}

function lookUp<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function list(record: Readonly<Record<string, unknown>>): string {
  return Object.keys(record).join(", ");
}

function invalidInput(message: string): Failure {
  return new Failure("BAD_USER_INPUT", message);
}
