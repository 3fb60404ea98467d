import { Anchor, Container, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useRouteError } from "react-router";
import { SupportDetails } from "./support-details";

/** Shown for an uncaught error, that is, a bug in this app. */
export function ErrorPage(): ReactNode {
  const error = useRouteError();
  return (
    <Container component="main" size="xs" py={96}>
      <Stack role="alert">
        <Title>Something went wrong</Title>
        <Text>This page has an error. A change that it has not confirmed may not be saved.</Text>
        {error instanceof Error && <SupportDetails>{error.message}</SupportDetails>}
        <Anchor href="/">Back to the start page</Anchor>
      </Stack>
    </Container>
  );
}
