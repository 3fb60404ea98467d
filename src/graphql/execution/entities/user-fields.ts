import type { TypedKeys } from "../../../typed-keys/typed-key.js";
import { mapOf } from "../../../metadata/entry.js";
import { selectEntries } from "../../../metadata/select.js";
import { prefixName } from "../../federation/name-prefix.js";
import type { UserEntity } from "../../federation/user-entity.js";
import { compileAttributes } from "./attributes.js";
import { compileEntry, writeList } from "./write-entries.js";
import { argumentsOf, type CompileField, subfieldsOf } from "./user-field.js";

export interface UserFieldOptions {
  readonly user: UserEntity;
  readonly namePrefix: string;
  readonly typedKeys: TypedKeys | undefined;
  readonly attributesField: string;
}

/** What compiles the fields of users that can be written directly, by their names in the schema. */
export function createUserFields(options: UserFieldOptions): ReadonlyMap<string, CompileField> {
  const { user, namePrefix, typedKeys, attributesField } = options;
  const prefixed = (name: string): string => prefixName(name, namePrefix);
  const fields = new Map<string, CompileField>([
    [user.key, () => ({ kind: "id" })],
    [prefixed("metadata"), compileMetadata],
    [prefixed("metadataEntry"), compileMetadataEntry],
    [prefixed("metadataMap"), compileMetadataMap],
  ]);
  if (typedKeys !== undefined) fields.set(prefixed(attributesField), compileAttributes(typedKeys));
  return fields;
}

const compileMetadata: CompileField = (field) => {
  const selection = argumentsOf("metadata", field);
  // graphql-js reports the error.
  if (selection.offset < 0 || (selection.limit ?? 0) < 0) return undefined;
  const { type, selected } = subfieldsOf(field);
  const writeEntry = compileEntry(selected, type.name);
  return (
    writeEntry && {
      kind: "entries",
      write: ({ entries }, _, maxLength) =>
        writeList(selectEntries(entries, selection), writeEntry, maxLength),
      defaultKeys: [],
      size: selected.size,
    }
  );
};

const compileMetadataEntry: CompileField = (field) => {
  const { key } = argumentsOf("metadataEntry", field);
  const { type, selected } = subfieldsOf(field);
  const writeEntry = compileEntry(selected, type.name);
  return (
    writeEntry && {
      kind: "entries",
      write({ entries }) {
        const entry = entries.find((candidate) => candidate.key === key);
        return entry === undefined ? "null" : writeEntry(entry);
      },
      defaultKeys: [],
      size: selected.size,
    }
  );
};

const compileMetadataMap: CompileField = (field) => {
  const { keys } = argumentsOf("metadataMap", field);
  const selection = { filter: { keys }, offset: 0 };
  return {
    kind: "entries",
    write: ({ entries }) => JSON.stringify(mapOf(selectEntries(entries, selection))),
    defaultKeys: [],
    size: 0,
  };
};
