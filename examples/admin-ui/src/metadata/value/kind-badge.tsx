import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import type { ValueKind } from "./value-kind";

const labels = { json: "JSON", bytes: "Bytes" } as const;

/** Marks a value that is not plain text. */
export function KindBadge({ kind }: { readonly kind: ValueKind }): ReactNode {
  if (kind === "text") return undefined;
  return (
    <Badge variant="default" size="sm" radius="sm" mr="xs" tt="none" fw={500}>
      {labels[kind]}
    </Badge>
  );
}
