import { Code, Container, List, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Theme } from "./theme";

export function SettingsMissing({ names }: { readonly names: readonly string[] }): ReactNode {
  return (
    <Theme>
      <Container component="main" size="xs" py={96}>
        <Stack>
          <Title>This page is not configured</Title>
          <Text>The page was built without these required variables:</Text>
          <List>
            {names.map((name) => (
              <List.Item key={name}>
                <Code>{name}</Code>
              </List.Item>
            ))}
          </List>
          <Text>Set them in the environment or in .env.local, then build the page again. See README.md.</Text>
        </Stack>
      </Container>
    </Theme>
  );
}
