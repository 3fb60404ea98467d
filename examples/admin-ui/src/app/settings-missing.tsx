import { Code, Container, List, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Theme } from "./theme";

export function SettingsMissing({ names }: { readonly names: readonly string[] }): ReactNode {
  return (
    <Theme>
      <Container component="main" size="xs" py={96}>
        <Stack>
          <Title>This page is not set up</Title>
          <Text>It was built without these variables, and cannot know where to sign in or what to ask:</Text>
          <List>
            {names.map((name) => (
              <List.Item key={name}>
                <Code>{name}</Code>
              </List.Item>
            ))}
          </List>
          <Text>
            Set them in the environment or in a file .env.local and build it again. README.md tells how.
          </Text>
        </Stack>
      </Container>
    </Theme>
  );
}
