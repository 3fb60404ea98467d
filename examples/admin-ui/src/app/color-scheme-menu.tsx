import { ActionIcon, isMantineColorScheme, Menu, useMantineColorScheme } from "@mantine/core";
import { IconSunMoon } from "@tabler/icons-react";
import type { ReactNode } from "react";

export function ColorSchemeMenu(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme({
    // Otherwise Mantine disables transitions with an inline style, which the Content-Security-Policy blocks.
    keepTransitions: true,
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Color scheme">
          <IconSunMoon size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(scheme) => {
            if (isMantineColorScheme(scheme)) setColorScheme(scheme);
          }}
        >
          <Menu.RadioItem value="auto">System</Menu.RadioItem>
          <Menu.RadioItem value="light">Light</Menu.RadioItem>
          <Menu.RadioItem value="dark">Dark</Menu.RadioItem>
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
