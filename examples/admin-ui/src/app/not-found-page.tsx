import { Anchor, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { PageHeading } from "./page-heading";

export function NotFoundPage(): ReactNode {
  return (
    <Stack>
      <PageHeading>Page not found</PageHeading>
      <Text>Check the address, or go back to the list of users.</Text>
      <Anchor component={Link} to="/users">
        All users
      </Anchor>
    </Stack>
  );
}
