import { Anchor, Center, Loader, Stack, Text, Title } from "@mantine/core";
import type { UserManager } from "oidc-client-ts";
import { type ReactNode, useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { SupportDetails } from "../app/support-details";
import { finishSignIn } from "./finish-sign-in";

/** The redirect URI: ZITADEL sends the browser here after sign-in. */
export function CallbackPage({ userManager }: { readonly userManager: UserManager }): ReactNode {
  const navigate = useNavigate();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    finishSignIn(userManager, location.href).then(
      (returnTo) => {
        if (returnTo !== undefined) void navigate(returnTo, { replace: true });
      },
      (error: unknown) => {
        setProblem(error instanceof Error ? error.message : String(error));
      },
    );
  }, [userManager, navigate]);
  return (
    <Center component="main" mih="100dvh" p="md">
      <title>Signing in – User metadata</title>
      {problem === undefined ? (
        <Loader aria-label="Signing in" />
      ) : (
        <Stack maw={420} role="alert">
          <Title order={1} size="h2">
            Sign-in failed
          </Title>
          <Text>You are not signed in. Try again, or contact the operator of this page.</Text>
          <SupportDetails>{problem}</SupportDetails>
          <Anchor href="/">Back to sign-in</Anchor>
        </Stack>
      )}
    </Center>
  );
}
