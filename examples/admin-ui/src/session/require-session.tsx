import { Center, Loader } from "@mantine/core";
import type { ReactNode } from "react";
import { SignInPage } from "./sign-in-page";
import { useSessionState } from "./use-session";

/** Shows the page to signed-in users, and keeps it open if their session ends. */
export function RequireSession({ children }: { readonly children: ReactNode }): ReactNode {
  const { kind } = useSessionState();
  switch (kind) {
    case "starting":
      return (
        <Center h="100vh">
          <Loader aria-label="Loading" />
        </Center>
      );
    case "signedOut":
      return <SignInPage />;
    case "signedIn":
    case "ended":
      return children;
  }
}
