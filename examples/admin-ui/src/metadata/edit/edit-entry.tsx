import { useApolloClient } from "@apollo/client/react";
import { type ReactNode, useEffect, useState } from "react";
import { showNotification } from "../../app/show-notification";
import { useIsMounted } from "../../app/use-is-mounted";
import type { DefinitionFragment, EntryFragment } from "../../graph/generated/operations";
import { conflictOf } from "../save/conflict";
import { saveEntry, type SaveOutcome, checkLostSave } from "../save/save-entry";
import { ChangedNotice } from "./changed-notice";
import { draftOf, draftToBase64, emptyDraft, isSame } from "./draft";
import { EntryForm } from "./entry-form";
import { OutcomeNotice } from "./outcome-notice";

export interface EditEntryProps {
  readonly userId: string;
  /** Undefined for a new key. */
  readonly entry: EntryFragment | undefined;
  /** The entry as it is now; undefined if it does not exist. */
  readonly current: EntryFragment | undefined;
  /** The typed keys that the caller may write. */
  readonly definitions: readonly DefinitionFragment[];
  /** The keys to suggest for a new entry. */
  readonly suggestions?: readonly string[];
  /** Called when the draft starts or stops having unsaved changes. */
  readonly onChanges: (hasChanges: boolean) => void;
  /** Called when the user wants to leave the form, which may have unsaved changes. */
  readonly onCancel: () => void;
  readonly onDone: () => void;
}

export function EditEntry(props: EditEntryProps): ReactNode {
  const { userId, entry, current, definitions, suggestions = [], onChanges, onCancel, onDone } = props;
  const client = useApolloClient();
  const isMounted = useIsMounted();
  // The version that the draft is compared with. After the user resolves a conflict, it is the stored
  // version.
  const [base, setBase] = useState(entry);
  const [draft, setDraft] = useState(entry === undefined ? emptyDraft : draftOf(entry));
  const [outcome, setOutcome] = useState<SaveOutcome>();
  const [isSaving, setSaving] = useState(false);

  const hasChanges = !isSame(draft, base === undefined ? emptyDraft : draftOf(base));
  useEffect(() => {
    onChanges(hasChanges);
    return () => {
      onChanges(false);
    };
  }, [hasChanges, onChanges]);

  const finish = async (attempt: Promise<SaveOutcome>): Promise<void> => {
    setSaving(true);
    const result = await attempt;
    setSaving(false);
    setOutcome(result);
    if (result.kind !== "saved") return;
    showNotification(`Saved ${draft.key}.`);
    if (isMounted.current) onDone();
  };
  // While saving, the current entry is the draft.
  const isChanged = base !== undefined && base.digest !== current?.digest && !isSaving;
  const isRenamed = base !== undefined && base.key !== draft.key;
  const conflict = isChanged
    ? conflictOf(base, current, isRenamed ? undefined : draftToBase64(draft))
    : undefined;
  const save = (newBase: EntryFragment | undefined): void => {
    setBase(newBase);
    void finish(saveEntry(client, { userId, base: newBase, draft }));
  };

  return (
    <EntryForm
      draft={draft}
      isNew={entry === undefined}
      definitions={definitions}
      suggestions={suggestions}
      errors={outcome?.kind === "rejected" ? outcome.errors : undefined}
      isSaving={isSaving}
      onChange={setDraft}
      onCancel={onCancel}
      onSave={() => {
        save(base);
      }}
    >
      {conflict !== undefined && (
        <ChangedNotice
          conflict={conflict}
          onCompare={() => {
            setOutcome({ kind: "conflict", conflict });
          }}
        />
      )}
      <OutcomeNotice
        outcome={outcome}
        draft={draft}
        isSaving={isSaving}
        onOverwrite={save}
        onUseTheirs={(theirs) => {
          setBase(theirs);
          setDraft(draftOf(theirs));
          setOutcome(undefined);
        }}
        onCheckAgain={(failure) => {
          void finish(checkLostSave(client, { userId, base, draft }, failure));
        }}
        onDismiss={() => {
          setOutcome(undefined);
        }}
      />
    </EntryForm>
  );
}
