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
  /** Saves the draft over the stored entry `base`, or as a new key if `base` is undefined. */
  readonly onOverwrite: (base: EntryFragment | undefined) => void;
  readonly onUseTheirs: (theirs: EntryFragment) => void;
  readonly onCheckAgain: (failure: Failure) => void;
  readonly onDismiss: () => void;
}

/**
 * Result of the last attempt to save, and the available actions. Errors of fields are shown at the fields.
 */
export function OutcomeNotice(props: OutcomeNoticeProps): ReactNode {
  const { outcome, draft, isSaving, onCheckAgain, ...choices } = props;
  switch (outcome?.kind) {
    case undefined:
    case "saved":
    case "rejected":
      return undefined;
    case "failed": {
      const { failure } = outcome;
      const isUnknown = failure.kind === "unknownOutcome";
      return (
        <FailureNotice
          during="write"
          failure={failure}
          isRetrying={isSaving}
          // For other failures the Save button is the retry.
          onRetry={
            isUnknown
              ? () => {
                  onCheckAgain(failure);
                }
              : undefined
          }
        />
      );
    }
    case "responseLost": {
      const { current } = outcome;
      return (
        <ChooseVersion
          {...choices}
          reason={current === undefined || current.key === draft.key ? "responseLost" : "renameLost"}
          theirs={current}
          draft={draft}
          isSaving={isSaving}
        />
      );
    }
    case "conflict": {
      const { conflict } = outcome;
      const theirs = conflict.kind === "deleted" ? undefined : conflict.theirs;
      return (
        <ChooseVersion
          {...choices}
          reason={conflict.kind}
          theirs={theirs}
          draft={draft}
          isSaving={isSaving}
        />
      );
    }
  }
}
