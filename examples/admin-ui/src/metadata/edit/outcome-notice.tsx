import type { ReactNode } from "react";
import type { Failure } from "../../graph/failure";
import { FailureNotice } from "../../graph/failure-notice";
import type { EntryFragment } from "../../graph/generated/operations";
import type { SaveOutcome } from "../save/save-entry";
import { ChooseVersion } from "./choose-version";
import type { Draft } from "./draft";

export interface OutcomeNoticeProps {
  readonly outcome: SaveOutcome | undefined;
  readonly draft: Draft;
  readonly isSaving: boolean;
  /** Save what was typed in place of this, or where nothing is. */
  readonly onSaveOver: (base: EntryFragment | undefined) => void;
  readonly onTake: (theirs: EntryFragment) => void;
  readonly onLookAgain: (failure: Failure) => void;
  readonly onDismiss: () => void;
}

/** What became of the last attempt to save, and what can be done now. What is at a field is said there. */
export function OutcomeNotice(props: OutcomeNoticeProps): ReactNode {
  const { outcome, draft, isSaving, onLookAgain, ...choices } = props;
  switch (outcome?.kind) {
    case undefined:
    case "saved":
    case "rejected":
      return undefined;
    case "failed": {
      const { failure } = outcome;
      const isLost = failure.kind === "unknownOutcome";
      return (
        <FailureNotice
          during="write"
          failure={failure}
          isRetrying={isSaving}
          // Save itself is the way to try again.
          onRetry={
            isLost
              ? () => {
                  onLookAgain(failure);
                }
              : undefined
          }
        />
      );
    }
    case "lost":
      return <ChooseVersion {...choices} why="lost" theirs={outcome.now} draft={draft} isSaving={isSaving} />;
    case "conflict": {
      const { conflict } = outcome;
      const theirs = conflict.kind === "deleted" ? undefined : conflict.theirs;
      return (
        <ChooseVersion {...choices} why={conflict.kind} theirs={theirs} draft={draft} isSaving={isSaving} />
      );
    }
  }
}
