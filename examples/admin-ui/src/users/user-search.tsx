import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";

const debounceMs = 250;

export interface UserSearchProps {
  readonly search: string;
  readonly onSearch: (text: string) => void;
}

/** Search field. The search starts when typing pauses. */
export function UserSearch({ search, onSearch }: UserSearchProps): ReactNode {
  const [text, setText] = useState(search);
  const searchLater = useDebouncedCallback(onSearch, debounceMs);
  return (
    <TextInput
      type="search"
      label="Search by name"
      value={text}
      maxLength={200}
      leftSection={<IconSearch size={16} aria-hidden />}
      onChange={({ currentTarget: { value } }) => {
        setText(value);
        searchLater(value.trim());
      }}
    />
  );
}
