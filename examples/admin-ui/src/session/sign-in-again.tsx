import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useSession, useSessionState } from "./use-session";

/** Signs in in a window of its own, so that what was typed on this page stays. */
export function SignInAgain(): ReactNode {
  const session = useSession();
  const isOver = useSessionState().kind === "ended";
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
  if (!isOver) return <span role="status">You are signed in again: go on.</span>;
  return (
    <>
      <Button size="xs" variant="default" loading={isWaiting} onClick={signIn}>
        Sign in again
      </Button>
      <span role="status">
        {isFailed && "That did not work. If no window opened, allow this page to open windows."}
      </span>
    </>
  );
}
