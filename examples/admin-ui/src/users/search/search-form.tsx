import { Autocomplete, Button, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, type SyntheticEvent, useState } from "react";
import { useKnownKeys } from "../use-known-keys";
import classes from "../users-page.module.css";

export interface SearchFormProps {
  readonly searchedKey: string;
  readonly searchedValue: string;
  /** Keys to suggest, besides those of the first users. */
  readonly suggestions: readonly string[];
  readonly isSearching: boolean;
  readonly onSearch: (key: string, value: string) => void;
}

/** Key and value to search for. The search starts with the button: each one takes several calls to ZITADEL. */
export function SearchForm(props: SearchFormProps): ReactNode {
  const { searchedKey, searchedValue, suggestions, isSearching, onSearch } = props;
  const [searched, setSearched] = useState({ key: searchedKey, value: searchedValue });
  const [key, setKey] = useState(searchedKey);
  const [value, setValue] = useState(searchedValue);
  // The fields follow the URL, for example after Back.
  if (searched.key !== searchedKey || searched.value !== searchedValue) {
    setSearched({ key: searchedKey, value: searchedValue });
    setKey(searchedKey);
    setValue(searchedValue);
  }
  const [isSubmitted, setSubmitted] = useState(false);
  const { keys, loadKeys } = useKnownKeys({ search: null, first: 20, offset: 0 });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setSubmitted(true);
    if (key !== "") onSearch(key, value);
  };
  return (
    <form
      className={classes.search}
      onSubmit={submit}
      noValidate
      role="search"
      aria-label="Search by metadata"
    >
      <Autocomplete
        label="Key"
        required
        withAsterisk={false}
        autoCapitalize="none"
        spellCheck={false}
        value={key}
        error={isSubmitted && key === "" ? "Enter a key." : undefined}
        data={[...new Set([...suggestions, ...keys])].toSorted()}
        comboboxProps={{ transitionProps: { duration: 0 } }}
        onFocus={loadKeys}
        onChange={setKey}
      />
      <TextInput
        label="Value"
        placeholder="Any value"
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        onChange={({ currentTarget }) => {
          setValue(currentTarget.value);
        }}
      />
      <Button type="submit" loading={isSearching} leftSection={<IconSearch size={16} aria-hidden />}>
        Search
      </Button>
    </form>
  );
}
