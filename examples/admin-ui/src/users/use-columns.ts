import { useLocalStorage } from "@mantine/hooks";

/** The metadata keys that the list shows until the user selects others. Change them to keys of your own. */
const defaultColumns: readonly string[] = ["plan"];

/** More would not fit beside the names. */
export const maxColumns = 4;

/** The selected metadata keys, one for each column. The browser keeps them. */
export function useColumns(): readonly [
  columns: readonly string[],
  setColumns: (columns: readonly string[]) => void,
] {
  const [columns, setColumns] = useLocalStorage<readonly string[]>({
    key: "columns of the user list",
    defaultValue: defaultColumns,
    getInitialValueInEffect: false,
    deserialize: parseColumns,
  });
  return [columns, setColumns];
}

function parseColumns(text: string | undefined): readonly string[] {
  if (text === undefined) return defaultColumns;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.map(String) : defaultColumns;
  } catch {
    return defaultColumns;
  }
}
