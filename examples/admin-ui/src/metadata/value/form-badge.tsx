import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import type { Form } from "./form-of";

const words = { json: "JSON", bytes: "Bytes" } as const;

/** Says what is not plain text. */
export function FormBadge({ form }: { readonly form: Form }): ReactNode {
  if (form === "text") return undefined;
  return (
    <Badge variant="default" size="sm" radius="sm" mr="xs" tt="none" fw={500}>
      {words[form]}
    </Badge>
  );
}
