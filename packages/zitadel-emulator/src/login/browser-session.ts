import type { Request } from "../http/message.js";
import type { LoginSession, LoginStore } from "./login-store.js";

// Cookies know no port: others on this host have cookies, too.
const name = "zitadel.login";

/** Who logged in before in this browser, and still counts as logged in. */
export function sessionOfBrowser({ sessions }: LoginStore, { headers }: Request): LoginSession | undefined {
  const cookies = (headers.cookie ?? "").split("; ");
  const token = cookies.find((it) => it.startsWith(`${name}=`))?.slice(name.length + 1);
  const session = [...sessions.values()].find((it) => it.token === token);
  if (session?.user.state !== "active") return undefined;
  return session.started > session.user.loggedOut ? session : undefined;
}

export function cookieOf({ token }: LoginSession): string {
  return `${name}=${token}; Path=/; HttpOnly; SameSite=Lax`;
}
