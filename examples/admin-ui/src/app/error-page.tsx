import { Anchor, Container, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useRouteError } from "react-router";

/** Shown for an uncaught error, that is, a bug in this app. */
export function ErrorPage(): ReactNode {
  const error = useRouteError();
  return (
    <Container component="main" size="xs" py={96}>
      <Stack role="alert">
        <Title>Something went wrong</Title>
        <Text>
          This is a bug in the page. No changes were saved. {error instanceof Error && error.message}
        </Text>
        <Anchor href="/">Back to the start page</Anchor>
      </Stack>
    </Container>
  );
}
