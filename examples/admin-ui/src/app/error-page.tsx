import { Anchor, Container, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useRouteError } from "react-router";

/** A bug of this page. */
export function ErrorPage(): ReactNode {
  const error = useRouteError();
  return (
    <Container component="main" size="xs" py={96}>
      <Stack role="alert">
        <Title>This page broke</Title>
        <Text>It is not your doing, and nothing was written. {error instanceof Error && error.message}</Text>
        <Anchor href="/">Start again</Anchor>
      </Stack>
    </Container>
  );
}
