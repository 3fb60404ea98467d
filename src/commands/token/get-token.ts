import { Failure } from "../../lib/failure.js";
import type { DevState } from "../dev/dev-state.js";
import { logIn } from "./log-in.js";

export const defaultApp = "spa";

/** The scopes that a client asks for to use all of this subgraph. */
export const defaultScope =
  "openid profile email offline_access urn:zitadel:iam:user:metadata urn:zitadel:iam:org:project:id:zitadel:aud";

export interface TokenOptions {
  readonly app?: string | undefined;
  readonly scope?: string | undefined;
}

/** A person's fresh access token, or the personal access token of a service user. */
export async function getToken(state: DevState, user: string, options: TokenOptions = {}): Promise<string> {
  const { issuer, loginClient, people, serviceUsers, apps } = state;
  const accessToken = own(serviceUsers, user);
  if (accessToken !== undefined) {
    if (options.app === undefined && options.scope === undefined) return accessToken;
    throw wrong(`${user} is a service user: its token comes without --app and --scope.`);
  }
  const password = own(people, user);
  if (password === undefined) {
    throw wrong(`There is no user "${user}".\nPeople: ${list(people)}\nService users: ${list(serviceUsers)}`);
  }
  const appName = options.app ?? defaultApp;
  const app = own(apps, appName);
  if (app === undefined) throw wrong(`Nobody logs in at an app "${appName}".\nApps: ${list(apps)}`);
  return logIn({ issuer, loginClient, app, loginName: user, password, scope: options.scope ?? defaultScope });
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function list(record: Readonly<Record<string, unknown>>): string {
  return Object.keys(record).join(", ");
}

function wrong(message: string): Failure {
  return new Failure("BAD_USER_INPUT", message);
}
