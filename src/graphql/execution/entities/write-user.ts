import type { FieldNode } from "graphql";
import type { VisibleEntries } from "../../../access/guarded-source.js";
import type { Member } from "./compile.js";
import type { FinishedTexts } from "./finished-texts.js";
import type { OnError } from "./user-field.js";

/** An error of a user; `path` leads to the field from the user. */
export interface UserError {
  readonly path: readonly (string | number)[];
  readonly nodes: readonly FieldNode[];
  readonly error: unknown;
  /** Whether the field is the first one of the user that reads entries. */
  readonly isFirstRead: boolean;
}

/** A user in a response. */
export interface WrittenUser {
  readonly json: string;
  readonly errors: readonly UserError[];
}

/**
 * Writes a user whose entries were read, or could not be read because of an error. Stops after more than `maxLength`
 * characters: aliases can multiply the size of a user.
 */
export type WriteUser = (userId: string, loaded: VisibleEntries | Error, maxLength: number) => WrittenUser;

const noErrors: readonly UserError[] = [];

/** `queryId`: differs from that of all other queries with the same `texts`. */
export function createWriteUser(
  members: readonly Member[],
  queryId: string,
  texts: FinishedTexts,
): WriteUser {
  const prefixes = members.map(({ name }, n) => `${n === 0 ? "{" : ","}${JSON.stringify(name)}:`);
  const defaultKeys = new Set(
    members.flatMap(({ field }) => (field.kind === "entries" ? field.defaultKeys : [])),
  );

  const firstRead = members.findIndex(({ field }) => field.kind === "entries");

  function write(userId: string, loaded: VisibleEntries | Error, maxLength: number): WrittenUser {
    const errors: UserError[] = [];
    const parts: string[] = [];
    let length = 0;
    for (const [n, { name, nodes, field }] of members.entries()) {
      if (length > maxLength) break;
      parts.push(prefixes[n] ?? "");
      if (field.kind === "id") parts.push(JSON.stringify(userId));
      else if (field.kind === "constant") parts.push(field.json);
      else if (loaded instanceof Error) {
        errors.push({ path: [name], nodes, error: loaded, isFirstRead: n === firstRead });
        parts.push("null");
      } else {
        const onError: OnError = (path, errorNodes, error) => {
          errors.push({ path: [name, ...path], nodes: errorNodes, error, isFirstRead: n === firstRead });
        };
        const json = field.write(loaded, onError, maxLength);
        parts.push(json);
        length += json.length;
      }
    }
    parts.push(parts.length === 0 ? "{}" : "}");
    // Joined, not concatenated: V8 would keep a finished text as a tree of its parts, and walk it each time.
    return { json: parts.join(""), errors };
  }

  /** What the text depends on beside the entries: whether the caller may read keys that have a default. */
  function variantOf({ mayRead }: VisibleEntries): string {
    let variant = queryId;
    for (const key of defaultKeys) variant += mayRead(key) ? "+" : "-";
    return variant;
  }

  return (userId, loaded, maxLength) => {
    // An empty list does not identify its user.
    if (loaded instanceof Error || loaded.entries.length === 0) return write(userId, loaded, maxLength);
    const variant = variantOf(loaded);
    const finished = texts.get(loaded.entries, variant);
    if (finished !== undefined) return { json: finished, errors: noErrors };
    const written = write(userId, loaded, maxLength);
    const isComplete = written.json.length <= maxLength;
    if (isComplete && written.errors.length === 0) texts.add(loaded.entries, variant, written.json);
    return written;
  };
}
