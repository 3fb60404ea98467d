import { useApolloClient } from "@apollo/client/react";
import { notifications } from "@mantine/notifications";
import { type ReactNode, useEffect, useState } from "react";
import { useIsHere } from "../../app/use-is-here";
import type { EntryFragment } from "../../graph/generated/operations";
import { saveEntry, type SaveOutcome, whatBecameOf } from "../save/save-entry";
import { draftOf, emptyDraft, isSame } from "./draft";
import { EntryForm } from "./entry-form";
import { OutcomeNotice } from "./outcome-notice";

export interface EditEntryProps {
  readonly userId: string;
  /** None: a new key. */
  readonly entry: EntryFragment | undefined;
  /** Told whenever there is something that leaving would lose, or is not any more. */
  readonly onChanges: (has: boolean) => void;
  readonly onDone: () => void;
}

export function EditEntry({ userId, entry, onChanges, onDone }: EditEntryProps): ReactNode {
  const client = useApolloClient();
  const isHere = useIsHere();
  // What is written is compared with; after a conflict that somebody decided, it is what the others wrote.
  const [shown, setShown] = useState(entry);
  const [draft, setDraft] = useState(entry === undefined ? emptyDraft : draftOf(entry));
  const [outcome, setOutcome] = useState<SaveOutcome>();
  const [isSaving, setSaving] = useState(false);

  const hasChanges = !isSame(draft, shown === undefined ? emptyDraft : draftOf(shown));
  useEffect(() => {
    onChanges(hasChanges);
    return () => {
      onChanges(false);
    };
  }, [hasChanges, onChanges]);

  const settle = async (attempt: Promise<SaveOutcome>): Promise<void> => {
    setSaving(true);
    const result = await attempt;
    setSaving(false);
    setOutcome(result);
    if (result.kind !== "saved") return;
    notifications.show({ message: `${draft.key} is saved.`, color: "teal" });
    if (isHere.current) onDone();
  };
  const saveOver = (base: EntryFragment | undefined): void => {
    setShown(base);
    void settle(saveEntry(client, { userId, shown: base, draft }));
  };

  return (
    <EntryForm
      draft={draft}
      isNew={entry === undefined}
      errors={outcome?.kind === "rejected" ? outcome.errors : undefined}
      isSaving={isSaving}
      onChange={setDraft}
      onSave={() => {
        saveOver(shown);
      }}
    >
      <OutcomeNotice
        outcome={outcome}
        draft={draft}
        isSaving={isSaving}
        onSaveOver={saveOver}
        onTake={(theirs) => {
          setShown(theirs);
          setDraft(draftOf(theirs));
          setOutcome(undefined);
        }}
        onLookAgain={(failure) => {
          void settle(whatBecameOf(client, { userId, shown, draft }, failure));
        }}
        onDismiss={() => {
          setOutcome(undefined);
        }}
      />
    </EntryForm>
  );
}
