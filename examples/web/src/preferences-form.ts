import { readDraft, saveDraft } from "./draft.js";
import { theme } from "./fields.js";
import { changes, showChanges, showMetadata } from "./form.js";
import type { Execute } from "./graphql.js";
import { currentAction, showFailure, showNotice } from "./notice.js";
import { element } from "./page.js";
import { type Me, readMe, setMyMetadata } from "./preferences.js";
import { showProblems } from "./problems.js";
import { applyTheme } from "./theme.js";

/** Shows the preferences of the signed-in user, and saves changes. */
export function openPreferences(execute: Execute, signIn: () => void): void {
  const form = element("preferences", HTMLFormElement);
  const fieldset = element("fields", HTMLFieldSetElement);
  let me: Me | undefined;

  async function load(): Promise<void> {
    showNotice("Loading…");
    try {
      me = await readMe(execute);
      showMetadata(me.metadata);
      showChanges(readDraft(me.id));
      fieldset.disabled = false;
      showSaveState();
    } catch (error) {
      showFailure("Your preferences could not be loaded", error, load, signIn);
    }
  }

  async function save(): Promise<void> {
    const values = changes();
    if (me === undefined || fieldset.inert || values.size === 0) return;
    const focused = document.activeElement;
    fieldset.inert = true;
    showNotice("Saving…");
    try {
      const { entries, userErrors } = await setMyMetadata(execute, me.id, values);
      fieldset.inert = false;
      if (focused instanceof HTMLElement) focused.focus();
      const [message] = showProblems(userErrors);
      if (userErrors.length > 0) {
        showNotice(message ?? "Not saved. Correct the marked fields.", "bad");
      } else {
        me = { ...me, metadata: new Map([...me.metadata, ...entries]) };
        showMetadata(me.metadata);
        saveDraft(me.id, changes());
        showNotice("Saved.", "good");
      }
    } catch (error) {
      showFailure("Not saved", error, save, signIn);
    } finally {
      fieldset.inert = false;
    }
  }

  function showSaveState(): void {
    if (me === undefined) return;
    saveDraft(me.id, changes());
    showNotice(changes().size === 0 ? "No unsaved changes." : "Unsaved changes.");
  }

  form.oninput = () => {
    applyTheme(theme.read());
    showSaveState();
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    void (currentAction()?.run ?? save)();
  };
  form.onreset = (event) => {
    event.preventDefault();
    if (me !== undefined) showMetadata(me.metadata);
    showProblems([]);
    showSaveState();
  };
  form.hidden = false;
  void load();
}
