import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import type { UserState as State } from "../graph/generated/operations";

const badges = new Map<State, { text: string; color: string }>([
  ["ACTIVE", { text: "Active", color: "teal" }],
  ["INACTIVE", { text: "Inactive", color: "gray" }],
  ["LOCKED", { text: "Locked", color: "orange" }],
  ["INITIAL", { text: "Pending registration", color: "indigo" }],
]);

export function UserState({ state }: { readonly state: State }): ReactNode {
  const { text, color } = badges.get(state) ?? { text: "Unknown", color: "gray" };
  return (
    <Badge variant="light" color={color} tt="none" fw={500}>
      {text}
    </Badge>
  );
}
