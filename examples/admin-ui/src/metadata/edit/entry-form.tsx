import { Alert, Autocomplete, Button, Group, Stack, Text } from "@mantine/core";
import { type ReactNode, type SyntheticEvent, useEffect, useRef, useState } from "react";
import { FailureNotice } from "../../graph/failure-notice";
import type { DefinitionFragment } from "../../graph/generated/operations";
import type { FormErrors } from "../save/form-errors";
import { EntryValue } from "../typed/entry-value";
import { withKey } from "../typed/with-key";
import { type Draft, problemOf } from "./draft";

export interface EntryFormProps {
  readonly draft: Draft;
  readonly isNew: boolean;
  readonly definitions: readonly DefinitionFragment[];
  readonly suggestions: readonly string[];
  readonly errors: FormErrors | undefined;
  readonly isSaving: boolean;
  readonly onChange: (draft: Draft) => void;
  readonly onCancel: () => void;
  readonly onSave: () => void;
  /** Result of the last attempt, shown above the fields. */
  readonly children: ReactNode;
}

export function EntryForm(props: EntryFormProps): ReactNode {
  const { draft, isNew, definitions, suggestions, errors, isSaving, onChange, onCancel, onSave, children } =
    props;
  const definition = definitions.find(({ key }) => key === draft.key);
  // Problems are shown only after the first attempt to save.
  const [isSubmitted, setSubmitted] = useState(false);
  const problem = isSubmitted ? problemOf(draft) : undefined;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // Moves the focus to the first invalid field, so that screen readers announce its error.
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [errors, problem]);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setSubmitted(true);
    if (problemOf(draft) === undefined && !isSaving) onSave();
  };
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Stack gap="lg">
        {children}
        {errors?.form.map((message) => (
          <Alert key={message} role="alert" color="red" title="The change cannot be saved">
            {message}
          </Alert>
        ))}
        {errors?.unknown.map((message) => (
          <FailureNotice key={message} during="write" failure={{ kind: "serverError", message }} />
        ))}
        <Autocomplete
          label="Key"
          description={
            isNew ? "1 to 200 characters, such as contract or billing.plan" : "Another key renames the entry."
          }
          data-autofocus={isNew || undefined}
          required
          withAsterisk={false}
          autoCapitalize="none"
          spellCheck={false}
          value={draft.key}
          error={errors?.key}
          readOnly={isSaving}
          // A complete key needs no suggestion, which would cover the value.
          data={suggestions.includes(draft.key) ? [] : [...suggestions]}
          onChange={(key) => {
            onChange(isNew ? withKey(draft, key, definitions) : { ...draft, key });
          }}
        />
        <EntryValue
          // Another definition may have another widget.
          key={definition?.key ?? ""}
          draft={draft}
          definition={definition}
          error={problem ?? errors?.value}
          hasFocus={!isNew}
          isReadOnly={isSaving}
          onChange={onChange}
        />
        <Group justify="space-between">
          <Text size="sm" c="dimmed" className="keyboardHint">
            Press Ctrl+Enter or ⌘+Enter to save.
          </Text>
          <Group gap="sm" ml="auto">
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
            <Button type="submit" loading={isSaving}>
              Save
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
