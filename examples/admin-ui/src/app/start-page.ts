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

/** Creates the objects that live as long as the page. */
export function startPage(settings: Settings, origin: string): Parts {
  const userManager = createUserManager(settings, origin);
  const session = createSession(userManager);
  const client = createClient(settings.graphqlUrl, session);
  let previous = session.state();
  session.subscribe(() => {
    const current = session.state();
    if (previous.kind === "ended" && current.kind === "signedIn") {
      // A different user must not see the cached data of the previous one.
      void (previous.userId === current.userId
        ? client.refetchQueries({ include: "active" })
        : client.resetStore());
    }
    previous = current;
  });
  return { userManager, session, client, router: createRouter(userManager) };
}
