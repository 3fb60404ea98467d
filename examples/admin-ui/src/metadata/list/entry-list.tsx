import { Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconPlus, IconSearch, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import type { EntryFragment } from "../../graph/generated/operations";
import { DeleteDialog } from "../delete/delete-dialog";
import { PanelLink } from "../panel-link";
import { EntryTable } from "./entry-table";

export interface EntryListProps {
  readonly userId: string;
  /** Undefined while loading: placeholders are shown. */
  readonly entries: readonly EntryFragment[] | undefined;
}

export function EntryList({ userId, entries }: EntryListProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  const [filter, setFilter] = useState("");
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [toDelete, setToDelete] = useState<readonly EntryFragment[]>();
  const matching = entries?.filter(({ key }) => key.toLowerCase().includes(filter.toLowerCase()));
  const chosen = matching?.filter(({ key }) => selected.has(key)) ?? [];
  return (
    <Stack gap="md" component="section" aria-labelledby="metadata-heading">
      <Group justify="space-between">
        <Title order={2} size="h4" id="metadata-heading" ref={heading} tabIndex={-1}>
          Metadata
        </Title>
        <Group gap="sm">
          <TextInput
            type="search"
            aria-label="Filter keys"
            placeholder="Filter keys"
            value={filter}
            leftSection={<IconSearch size={16} aria-hidden />}
            onChange={({ currentTarget: { value } }) => {
              setFilter(value);
            }}
          />
          <Button
            renderRoot={(props: object) => <PanelLink {...props} panel={{ kind: "add" }} />}
            leftSection={<IconPlus size={16} aria-hidden />}
          >
            Add a key
          </Button>
        </Group>
      </Group>
      <Group justify="space-between" mih={36}>
        <Text size="sm" c="dimmed" role="status">
          {matching !== undefined && countOf(matching.length, chosen.length)}
        </Text>
        {chosen.length > 0 && (
          <Button
            variant="light"
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => {
              setToDelete(chosen);
            }}
          >
            {chosen.length === 1 ? "Delete 1 key" : `Delete ${chosen.length} keys`}
          </Button>
        )}
      </Group>
      <EntryTable
        entries={matching}
        isFiltered={filter !== ""}
        selected={selected}
        onSelect={setSelected}
        onDelete={(entry) => {
          setToDelete([entry]);
        }}
      />
      <DeleteDialog
        userId={userId}
        entries={toDelete}
        onClose={() => {
          setToDelete(undefined);
        }}
        onDeleted={() => {
          setToDelete(undefined);
          setSelected(new Set());
          // The focused button was removed together with its row.
          heading.current?.focus();
        }}
      />
    </Stack>
  );
}

function countOf(all: number, chosen: number): string {
  const keys = all === 1 ? "1 key" : `${all} keys`;
  return chosen === 0 ? keys : `${keys}, ${chosen} selected`;
}
