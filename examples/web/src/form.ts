import { createField, displayedText, type Field } from "./fields.js";
import { create, element } from "./page.js";
import type { Me } from "./preferences.js";
import { applyTheme } from "./theme.js";

/** The form that the definitions of typed keys describe. */
export interface Form {
  readonly fields: readonly Field[];
  /** Displays the stored values. */
  show(me: Me): void;
  /** Displays values that have changed elsewhere, without touching fields with unsaved changes. */
  refresh(me: Me): void;
  /** The unsaved changes: key → value; empty without changes. */
  changes(): ReadonlyMap<string, string>;
  showChanges(texts: ReadonlyMap<string, string>): void;
  /** Applies the selected theme to the page. */
  applyTheme(): void;
}

/** Creates a field for each typed key that the user may write. */
export function createForm({ definitions }: Me): Form {
  const fields = definitions.filter(({ mayWrite }) => mayWrite).map(createField);
  /** Key → value of the field as it is stored. */
  const stored = new Map<string, string>();
  element("fields", HTMLFieldSetElement).replaceChildren(...fields.map(({ row }) => row));
  /** Displays what the form does not contain. */
  const showAround = (me: Me, missing: ReadonlySet<string>): void => {
    showMissing(fields.filter(({ definition }) => missing.has(definition.key)));
    showOthers(me, new Set(stored.keys()));
  };
  return {
    fields,
    show(me) {
      const missing = missingKeys(me);
      for (const field of fields) {
        const { key } = field.definition;
        field.show(me.metadata.get(key) ?? null);
        // A required value is saved even if the user leaves it as displayed.
        stored.set(key, missing.has(key) ? "" : field.read());
      }
      this.applyTheme();
      showAround(me, missing);
      fields.find(({ definition }) => missing.has(definition.key))?.focus();
    },
    refresh(me) {
      const missing = missingKeys(me);
      const unsaved = this.changes();
      for (const { definition, show } of fields) {
        const { key } = definition;
        const text = me.metadata.get(key) ?? null;
        if (!unsaved.has(key)) show(text);
        stored.set(key, missing.has(key) ? "" : displayedText(definition, text));
      }
      this.applyTheme();
      showAround(me, missing);
    },
    changes() {
      const texts = fields.map(({ definition, read }) => [definition.key, read()] as const);
      return new Map(texts.filter(([key, text]) => stored.get(key) !== text));
    },
    showChanges(texts) {
      for (const field of fields) {
        const text = texts.get(field.definition.key);
        if (text !== undefined) field.show(text);
      }
      this.applyTheme();
    },
    applyTheme() {
      const theme = fields.find(({ definition }) => definition.key === "preferences.theme");
      applyTheme(theme?.read() ?? "system");
    },
  };
}

/** The keys of required values that the user does not have yet. */
function missingKeys({ definitions, metadata }: Me): ReadonlySet<string> {
  const missing = definitions.filter(
    ({ key, isRequired, isSet }) => isRequired && isSet === false && !metadata.has(key),
  );
  return new Set(missing.map(({ key }) => key));
}

function showMissing(fields: readonly Field[]): void {
  const titles = fields.map(({ definition }) => definition.title ?? definition.key);
  const message = element("missing", HTMLParagraphElement);
  message.hidden = fields.length === 0;
  message.textContent = `Welcome! Some details are still missing: ${titles.join(", ")}.`;
}

/** Lists the metadata that the form does not contain. */
function showOthers({ metadata, definitions }: Me, keys: ReadonlySet<string>): void {
  const titles = new Map(definitions.map(({ key, title }) => [key, title]));
  const others = [...metadata].filter(([key]) => !keys.has(key));
  element("others", HTMLDListElement).replaceChildren(
    ...others.flatMap(([key, text]) => [
      create("dt", {}, titles.get(key) ?? key),
      create("dd", {}, text ?? "(binary data)"),
    ]),
  );
}
