import { keepDraft, readDraft } from "./draft.js";
import { theme } from "./fields.js";
import { changes, showChanges, showMetadata } from "./form.js";
import type { Ask } from "./graphql.js";
import { remedy, tell, tellFailure } from "./notice.js";
import { element } from "./page.js";
import { type Mine, readMine, setMine } from "./preferences.js";
import { showProblems } from "./problems.js";
import { applyTheme } from "./theme.js";

/** Shows the preferences of whoever is signed in, and saves what they change. */
export function openPreferences(ask: Ask, signIn: () => void): void {
  const form = element("preferences", HTMLFormElement);
  const fieldset = element("fields", HTMLFieldSetElement);
  let mine: Mine | undefined;

  async function load(): Promise<void> {
    tell("Reading…");
    try {
      mine = await readMine(ask);
      showMetadata(mine.metadata);
      showChanges(readDraft(mine.id));
      fieldset.disabled = false;
      tellChanges();
    } catch (error) {
      tellFailure("Your preferences could not be read", error, load, signIn);
    }
  }

  async function save(): Promise<void> {
    const values = changes();
    if (mine === undefined || fieldset.inert || values.size === 0) return;
    const focused = document.activeElement;
    fieldset.inert = true;
    tell("Saving…");
    try {
      const { entries, userErrors } = await setMine(ask, mine.id, values);
      fieldset.inert = false;
      if (focused instanceof HTMLElement) focused.focus();
      const [other] = showProblems(userErrors);
      if (userErrors.length > 0) {
        tell(other ?? "Not saved: see what is marked.", "bad");
      } else {
        mine = { ...mine, metadata: new Map([...mine.metadata, ...entries]) };
        showMetadata(mine.metadata);
        keepDraft(mine.id, changes());
        tell("Saved.", "good");
      }
    } catch (error) {
      tellFailure("Not saved", error, save, signIn);
    } finally {
      fieldset.inert = false;
    }
  }

  function tellChanges(): void {
    if (mine === undefined) return;
    keepDraft(mine.id, changes());
    tell(changes().size === 0 ? "All is saved." : "Not saved yet.");
  }

  form.oninput = () => {
    applyTheme(theme.read());
    tellChanges();
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    void (remedy()?.act ?? save)();
  };
  form.onreset = (event) => {
    event.preventDefault();
    if (mine !== undefined) showMetadata(mine.metadata);
    showProblems([]);
    tellChanges();
  };
  form.hidden = false;
  void load();
}
