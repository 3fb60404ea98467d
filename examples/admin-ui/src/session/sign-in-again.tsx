import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useSession, useSessionState } from "./use-session";

/** Signs in through a popup window, so that the input on this page is kept. */
export function SignInAgain(): ReactNode {
  const session = useSession();
  const hasEnded = useSessionState().kind === "ended";
  const [isWaiting, setWaiting] = useState(false);
  const [isFailed, setFailed] = useState(false);
  const signIn = (): void => {
    setWaiting(true);
    setFailed(false);
    session
      .signInAgain()
      .catch(() => {
        setFailed(true);
      })
      .finally(() => {
        setWaiting(false);
      });
  };
  if (!hasEnded) return <span role="status">You are signed in again.</span>;
  return (
    <>
      <Button size="xs" variant="default" loading={isWaiting} onClick={signIn}>
        Sign in again
      </Button>
      <span role="status">
        {isFailed && "Sign-in failed. If no window opened, allow pop-ups for this page."}
      </span>
    </>
  );
}
