import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { When } from "../../format/when";
import type { EntryFragment } from "../../graph/generated/operations";
import type { Conflict } from "../save/conflict";
import value from "../value/value.module.css";
import classes from "./choose-version.module.css";
import type { Draft } from "./draft";

type Why = Conflict["kind"] | "lost";

export interface ChooseVersionProps {
  readonly why: Why;
  /** What is there now. */
  readonly theirs: EntryFragment | undefined;
  readonly draft: Draft;
  readonly isSaving: boolean;
  readonly onSaveOver: (base: EntryFragment | undefined) => void;
  readonly onTake: (theirs: EntryFragment) => void;
  readonly onDismiss: () => void;
}

/** Shows what is there and what was typed, and asks which it shall be. */
export function ChooseVersion(props: ChooseVersionProps): ReactNode {
  const { why, theirs, draft, isSaving, onSaveOver, onTake, onDismiss } = props;
  const { title, text, save } = words[why];
  return (
    <Modal
      opened
      onClose={onDismiss}
      title={title}
      size="lg"
      centered
      zIndex={300}
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack>
        <Text size="sm">{text}</Text>
        <div className={classes.versions}>
          <Version
            title="There now"
            at={theirs?.updatedAt}
            text={theirs && (theirs.value ?? theirs.valueBase64)}
          />
          <Version title="Yours" text={draft.input} />
        </div>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onDismiss}>
            Keep editing
          </Button>
          {theirs !== undefined && (
            <Button
              variant="default"
              onClick={() => {
                onTake(theirs);
              }}
            >
              Take what is there
            </Button>
          )}
          <Button
            loading={isSaving}
            onClick={() => {
              onSaveOver(theirs);
            }}
          >
            {save}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface VersionProps {
  readonly title: string;
  readonly text: string | undefined;
  readonly at?: string | null | undefined;
}

function Version({ title, text, at }: VersionProps): ReactNode {
  return (
    <section aria-label={title}>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={500}>
          {title}
        </Text>
        {at != null && (
          <Text size="xs" c="dimmed">
            <When at={at} />
          </Text>
        )}
      </Group>
      {text === undefined ? (
        <Text size="sm" c="dimmed">
          Nothing: there is no such key.
        </Text>
      ) : (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- It scrolls, and has to by keyboard, too.
        <pre className={`${value.whole} ${classes.version}`} tabIndex={0}>
          {text}
        </pre>
      )}
    </section>
  );
}

const words: Record<Why, { title: string; text: string; save: string }> = {
  changed: {
    title: "Somebody else changed this meanwhile",
    text: "Nothing was saved yet. Compare the two and decide.",
    save: "Save mine in its place",
  },
  added: {
    title: "There is such a key already",
    text: "Nothing was saved yet. Compare the two and decide.",
    save: "Save mine in its place",
  },
  deleted: {
    title: "Somebody else deleted this meanwhile",
    text: "Nothing was saved yet. Saving makes the key anew.",
    save: "Save mine",
  },
  lost: {
    title: "The answer was lost, and what you typed is not there",
    text: "We looked again, and this is what is there now. Most likely it was not saved: save it once more.",
    save: "Save again",
  },
};
