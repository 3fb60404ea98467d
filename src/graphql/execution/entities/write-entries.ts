import type { FieldNode } from "graphql";
import { base64Of, entryIdOf, jsonOf, type MetadataEntry, textOf } from "../../../metadata/entry.js";
import { digestOf } from "../../../metadata/update/digest.js";
import type { CollectedFields } from "../../collect-fields.js";

type WriteEntry = (entry: MetadataEntry) => string;

/** The fields of entries that depend on nothing but the entry. Base64 and digits need no escapes. */
const fields: ReadonlyMap<string, WriteEntry> = new Map<string, WriteEntry>([
  ["id", ({ userId, key }) => `"${entryIdOf(userId, key)}"`],
  ["key", ({ key }) => JSON.stringify(key)],
  ["value", (entry) => JSON.stringify(textOf(entry))],
  ["valueBase64", (entry) => `"${base64Of(entry)}"`],
  ["valueJson", (entry) => JSON.stringify(jsonOf(entry))],
  ["sizeInBytes", ({ bytes }) => String(bytes.length)],
  ["digest", ({ key, bytes }) => `"${digestOf(key, bytes)}"`],
  ["createdAt", ({ createdAt }) => JSON.stringify(createdAt)],
  ["updatedAt", ({ updatedAt }) => JSON.stringify(updatedAt)],
]);

/** Returns what writes an entry with these fields; undefined if graphql-js must. */
export function compileEntry(selected: CollectedFields, typeName: string): WriteEntry | undefined {
  const steps: { readonly prefix: string; readonly write: WriteEntry }[] = [];
  for (const [name, [node]] of selected) {
    const write = writerOf(node, typeName);
    if (write === undefined) return undefined;
    steps.push({ prefix: `${steps.length === 0 ? "{" : ","}${JSON.stringify(name)}:`, write });
  }
  if (steps.length === 0) return () => "{}";
  return (entry) => {
    let json = "";
    for (const { prefix, write } of steps) json += prefix + write(entry);
    return `${json}}`;
  };
}

function writerOf(node: FieldNode | undefined, typeName: string): WriteEntry | undefined {
  if (node?.name.value === "__typename") return () => JSON.stringify(typeName);
  return node && fields.get(node.name.value);
}

/** Writes a list of entries. Stops after more than `maxLength` characters. */
export function writeList(entries: readonly MetadataEntry[], write: WriteEntry, maxLength: number): string {
  let json = "[";
  for (const [n, entry] of entries.entries()) {
    if (json.length > maxLength) break;
    json += n === 0 ? write(entry) : `,${write(entry)}`;
  }
  return `${json}]`;
}
