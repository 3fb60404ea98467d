import { List, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { shorten } from "../../format/shorten";
import type { EntryFragment } from "../../graph/generated/operations";
import { messageOf } from "../save/user-error-messages";
import type { DeleteOutcome } from "./delete-entries";
import classes from "./keys-to-delete.module.css";

export interface KeysToDeleteProps {
  readonly entries: readonly EntryFragment[];
  readonly outcome: DeleteOutcome | undefined;
}

/** The keys to delete, each with the error that prevented its deletion, if any. */
export function KeysToDelete({ entries, outcome }: KeysToDeleteProps): ReactNode {
  const errors = outcome?.kind === "rejected" ? outcome.errors : [];
  return (
    <List className={classes.keys} spacing={4} size="sm">
      {entries.map(({ id, key, value, valueBase64 }) => (
        <List.Item key={id}>
          <Text span size="sm" fw={500}>
            {key}
          </Text>
          <Text size="sm" c="dimmed" truncate>
            {shorten(value ?? valueBase64, 120)}
          </Text>
          {errors
            .filter((error) => error.key === key)
            .map((error) => (
              <Text key={error.code} size="sm" c="var(--mantine-color-error)" role="alert">
                {messageOf(error)}
              </Text>
            ))}
        </List.Item>
      ))}
    </List>
  );
}
