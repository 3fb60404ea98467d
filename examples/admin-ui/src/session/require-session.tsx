import { Center, Loader } from "@mantine/core";
import type { ReactNode } from "react";
import { SignInPage } from "./sign-in-page";
import { useSessionState } from "./use-session";

/** The page for who is signed in; also for whose session ended while they were on it. */
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
