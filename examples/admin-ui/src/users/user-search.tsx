import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";

const pauseMs = 250;

export interface UserSearchProps {
  readonly search: string;
  readonly onSearch: (text: string) => void;
}

/** Asks when the typing pauses. */
export function UserSearch({ search, onSearch }: UserSearchProps): ReactNode {
  const [text, setText] = useState(search);
  const ask = useDebouncedCallback(onSearch, pauseMs);
  return (
    <TextInput
      type="search"
      label="Search by name"
      value={text}
      maxLength={200}
      leftSection={<IconSearch size={16} aria-hidden />}
      onChange={({ currentTarget: { value } }) => {
        setText(value);
        ask(value.trim());
      }}
    />
  );
}
