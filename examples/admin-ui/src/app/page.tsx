import { ApolloProvider } from "@apollo/client/react";
import { Notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { RouterProvider } from "react-router";
import { SessionContext } from "../session/use-session";
import type { Parts } from "./start-page";
import { Theme } from "./theme";

export function Page({ session, client, router }: Parts): ReactNode {
  return (
    <Theme>
      <SessionContext value={session}>
        <ApolloProvider client={client}>
          {/* Below drawers and dialogs, whose z-index is 200 and more. */}
          <Notifications position="bottom-left" zIndex={100} />
          <RouterProvider router={router} />
        </ApolloProvider>
      </SessionContext>
    </Theme>
  );
}
