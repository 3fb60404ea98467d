import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { RelativeTime } from "../../format/relative-time";
import type { EntryFragment } from "../../graph/generated/operations";
import type { Conflict } from "../save/conflict";
import value from "../value/value.module.css";
import classes from "./choose-version.module.css";
import type { Draft } from "./draft";

type Reason = Conflict["kind"] | "responseLost" | "renameLost";

export interface ChooseVersionProps {
  readonly reason: Reason;
  /** The stored entry; undefined if the key does not exist. */
  readonly theirs: EntryFragment | undefined;
  readonly draft: Draft;
  readonly isSaving: boolean;
  readonly onOverwrite: (base: EntryFragment | undefined) => void;
  readonly onUseTheirs: (theirs: EntryFragment) => void;
  readonly onDismiss: () => void;
}

/** Shows the stored version and the user's version, and lets the user choose one. */
export function ChooseVersion(props: ChooseVersionProps): ReactNode {
  const { reason, theirs, draft, isSaving, onOverwrite, onUseTheirs, onDismiss } = props;
  const { title, text, save } = messages[reason];
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
            title="Stored value"
            at={theirs?.updatedAt}
            text={theirs && (theirs.value ?? theirs.valueBase64)}
          />
          <Version title="Your value" text={draft.input} />
        </div>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onDismiss}>
            Keep editing
          </Button>
          {theirs !== undefined && (
            <Button
              variant="default"
              onClick={() => {
                onUseTheirs(theirs);
              }}
            >
              Use the stored value
            </Button>
          )}
          <Button
            loading={isSaving}
            onClick={() => {
              onOverwrite(theirs);
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
            <RelativeTime at={at} />
          </Text>
        )}
      </Group>
      {text === undefined ? (
        <Text size="sm" c="dimmed">
          The key does not exist.
        </Text>
      ) : (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrollable, so keyboard users need to focus it
        <pre className={`${value.whole} ${classes.version}`} tabIndex={0}>
          {text}
        </pre>
      )}
    </section>
  );
}

const messages: Record<Reason, { title: string; text: string; save: string }> = {
  changed: {
    title: "Another user changed this entry",
    text: "Your value has not been saved. Compare both values and choose one.",
    save: "Overwrite with my value",
  },
  added: {
    title: "This key already exists",
    text: "Your value has not been saved. Compare both values and choose one.",
    save: "Overwrite with my value",
  },
  deleted: {
    title: "Another user deleted this entry",
    text: "Your value has not been saved. Saving creates the key again.",
    save: "Save my value",
  },
  responseLost: {
    title: "The server did not confirm the save",
    text: "The stored value differs from yours, so your value was probably not saved.",
    save: "Save again",
  },
  renameLost: {
    title: "The server did not confirm the save",
    text: "The entry still has its old key, so your changes were probably not saved.",
    save: "Save again",
  },
};
