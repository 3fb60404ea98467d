import type { ApolloClient } from "@apollo/client";
import type { UserManager } from "oidc-client-ts";
import { createClient } from "../graph/client";
import { createSession, type Session } from "../session/session";
import { createUserManager } from "../session/user-manager";
import type { Settings } from "../settings";
import { createRouter } from "./router";

export interface Parts {
  readonly userManager: UserManager;
  readonly session: Session;
  readonly client: ApolloClient;
  readonly router: ReturnType<typeof createRouter>;
}

/** Puts the parts together that live as long as the page. */
export function startPage(settings: Settings, origin: string): Parts {
  const userManager = createUserManager(settings, origin);
  const session = createSession(userManager);
  const client = createClient(settings.graphqlUrl, session);
  let before = session.state();
  session.subscribe(() => {
    const now = session.state();
    if (before.kind === "ended" && now.kind === "signedIn") {
      // What one person may see is not for the next.
      void (before.userId === now.userId
        ? client.refetchQueries({ include: "active" })
        : client.resetStore());
    }
    before = now;
  });
  return { userManager, session, client, router: createRouter(userManager) };
}
