import { readDraft, saveDraft } from "./draft.js";
import { createForm, type Form } from "./form.js";
import type { Execute } from "./graphql.js";
import { follow, type Subscribe } from "./live.js";
import { currentAction, showFailure, showNotice } from "./notice.js";
import { element } from "./page.js";
import {
  type Me,
  type Metadata,
  readMe,
  updateMyMetadata,
  type UserError,
  watchMyMetadata,
} from "./preferences.js";
import { emptyFields, showProblems } from "./problems.js";

/** Shows the preferences of the signed-in user, and saves changes. */
export function openPreferences(execute: Execute, subscribe: Subscribe, signIn: () => void): void {
  const page = element("preferences", HTMLFormElement);
  const fieldset = element("fields", HTMLFieldSetElement);
  let loaded: { readonly me: Me; readonly form: Form } | undefined;

  async function load(): Promise<void> {
    showNotice("Loading…");
    try {
      const me = await readMe(execute);
      element("loaded", HTMLDivElement).hidden = false;
      const form = createForm(me);
      loaded = { me, form };
      form.show(me);
      form.showChanges(readDraft(me.id));
      showSaveState();
      void follow((signal) => watchMyMetadata(subscribe, signal), refresh);
    } catch (error) {
      showFailure("Your preferences could not be loaded", error, load, signIn);
    }
  }

  async function save(): Promise<void> {
    if (loaded === undefined || fieldset.inert) return;
    const { me, form } = loaded;
    const empty = emptyFields(form.fields);
    if (empty.length > 0) {
      reject(form, empty);
      return;
    }
    const values = form.changes();
    if (values.size === 0) return;
    const focused = document.activeElement;
    fieldset.inert = true;
    showNotice("Saving…");
    try {
      const { entries, deletedKeys, userErrors } = await updateMyMetadata(execute, me.id, values);
      fieldset.inert = false;
      if (focused instanceof HTMLElement) focused.focus();
      if (userErrors.length > 0) {
        reject(form, userErrors);
        return;
      }
      showProblems(form.fields, []);
      // Other values may have changed while this one was saved.
      const kept = [...loaded.me.metadata].filter(([key]) => !deletedKeys.includes(key));
      loaded = { form, me: { ...me, metadata: new Map([...kept, ...entries]) } };
      form.show(loaded.me);
      saveDraft(me.id, form.changes());
      showNotice("Saved.", "good");
    } catch (error) {
      showFailure("Not saved", error, save, signIn);
    } finally {
      fieldset.inert = false;
    }
  }

  /** Displays values that have changed elsewhere. Unsaved changes and the notice about them are kept. */
  function refresh(metadata: Metadata): void {
    if (loaded === undefined) return;
    const { me, form } = loaded;
    loaded = { form, me: { ...me, metadata } };
    form.refresh(loaded.me);
    saveDraft(me.id, form.changes());
  }

  function reject(form: Form, problems: readonly UserError[]): void {
    const [message] = showProblems(form.fields, problems);
    showNotice(message ?? "Not saved. Correct the marked fields.", "bad");
  }

  function showSaveState(): void {
    if (loaded === undefined) return;
    const changes = loaded.form.changes();
    saveDraft(loaded.me.id, changes);
    showNotice(changes.size === 0 ? "No unsaved changes." : "Unsaved changes.");
  }

  page.oninput = () => {
    loaded?.form.applyTheme();
    showSaveState();
  };
  page.onsubmit = (event) => {
    event.preventDefault();
    void (currentAction()?.run ?? save)();
  };
  page.onreset = (event) => {
    event.preventDefault();
    loaded?.form.show(loaded.me);
    showProblems(loaded?.form.fields ?? [], []);
    showSaveState();
  };
  page.hidden = false;
  void load();
}
