import type { Request } from "../http/message.js";
import { isComplete, type CompleteSession, type LoginSession, type LoginStore } from "./login-store.js";

// Cookies are not specific to a port: other servers on this host can set cookies, too.
const name = "zitadel.login";

/** The valid session of this browser, from its cookie. */
export function sessionOfBrowser(
  { sessions }: LoginStore,
  { headers }: Request,
): CompleteSession | undefined {
  const cookies = (headers.cookie ?? "").split("; ");
  const token = cookies.find((it) => it.startsWith(`${name}=`))?.slice(name.length + 1);
  const session = [...sessions.values()].find((it) => it.token === token);
  if (session === undefined || !isComplete(session) || session.user.state !== "active") return undefined;
  return session.started > session.user.loggedOut ? session : undefined;
}

export function cookieOf({ token }: LoginSession): string {
  return `${name}=${token}; Path=/; HttpOnly; SameSite=Lax`;
}
