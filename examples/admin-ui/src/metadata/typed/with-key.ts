import type { DefinitionFragment } from "../../graph/generated/operations";
import type { Draft } from "../edit/draft";
import { initialTextOf, widgetOf } from "./widget";

/** Changes the key of a new entry. A value that is still the initial one becomes that of the new key. */
export function withKey(draft: Draft, key: string, definitions: readonly DefinitionFragment[]): Draft {
  const start = (of: string): Pick<Draft, "mode" | "input"> => {
    const definition = definitions.find((it) => it.key === of);
    if (definition === undefined) return { mode: "text", input: "" };
    const mode = widgetOf(definition.schema).kind === "json" ? "json" : "text";
    return { mode, input: initialTextOf(definition.schema) };
  };
  return draft.input === start(draft.key).input ? { key, ...start(key) } : { ...draft, key };
}
