import { Alert, Button, Center, Paper, Stack, Text, Title } from "@mantine/core";
import { IconLogin2 } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useLocation } from "react-router";
import { useSession } from "./use-session";

export function SignInPage(): ReactNode {
  const session = useSession();
  const { pathname, search } = useLocation();
  const [state, setState] = useState<"idle" | "redirecting" | "failed">("idle");
  const signIn = (): void => {
    setState("redirecting");
    session.signIn(`${pathname}${search}`).catch(() => {
      setState("failed");
    });
  };
  return (
    <Center component="main" mih="100dvh" p="md">
      <title>Sign in – User metadata</title>
      <Paper withBorder p={40} w="100%" maw={420} shadow="sm">
        <Stack gap="lg">
          <Stack gap="xs">
            <img src="/icon.svg" alt="" width={40} height={40} />
            <Title order={1} size="h2">
              User metadata
            </Title>
            <Text c="dimmed">View and manage the metadata of the users of your organization.</Text>
          </Stack>
          {state === "failed" && (
            <Alert color="orange" title="ZITADEL cannot be reached" role="alert">
              Try again in a moment.
            </Alert>
          )}
          <Button
            size="md"
            leftSection={<IconLogin2 size={18} aria-hidden />}
            loading={state === "redirecting"}
            onClick={signIn}
          >
            Sign in with ZITADEL
          </Button>
        </Stack>
      </Paper>
    </Center>
  );
}
