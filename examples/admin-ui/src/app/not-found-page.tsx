import { Anchor, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { PageHeading } from "./page-heading";

export function NotFoundPage(): ReactNode {
  return (
    <Stack>
      <PageHeading>There is no such page</PageHeading>
      <Text>The address is not one of this site.</Text>
      <Anchor component={Link} to="/users">
        To all users
      </Anchor>
    </Stack>
  );
}
