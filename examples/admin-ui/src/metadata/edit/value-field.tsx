import { Button, Group, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { IconIndentIncrease } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";
import { formatBytes } from "../../format/bytes";
import { jsonProblemOf } from "../value/json-problem";
import { decodeBase64 } from "../value/base64";
import { ChooseFile } from "./choose-file";
import { draftToBase64, type Draft, formatted, convertTo, modes, type Mode } from "./draft";
import { saveOnCtrlEnter } from "./save-on-ctrl-enter";
import { JsonHint } from "./json-hint";

export interface ValueFieldProps {
  readonly draft: Draft;
  readonly label: string;
  readonly description: string | undefined;
  readonly error: string | undefined;
  readonly hasFocus: boolean;
  readonly isReadOnly: boolean;
  readonly onChange: (draft: Draft) => void;
}

export function ValueField(props: ValueFieldProps): ReactNode {
  const { draft, label, description, error, hasFocus, isReadOnly, onChange } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const problem = draft.mode === "json" ? jsonProblemOf(draft.input) : undefined;
  const size = decodeBase64(draftToBase64(draft) ?? "")?.length ?? 0;
  const change = (input: string): void => {
    onChange({ ...draft, input });
  };
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label="Edit the value as"
          readOnly={isReadOnly}
          value={draft.mode}
          data={modes.map((mode) => ({
            value: mode,
            label: labels[mode],
            disabled: convertTo(draft, mode) === undefined,
          }))}
          onChange={(mode) => {
            onChange(convertTo(draft, mode) ?? draft);
          }}
        />
        {draft.mode === "json" && (
          <Button
            size="xs"
            variant="subtle"
            leftSection={<IconIndentIncrease size={16} aria-hidden />}
            disabled={problem !== undefined}
            onClick={() => {
              onChange(formatted(draft));
            }}
          >
            Format
          </Button>
        )}
        {draft.mode === "base64" && <ChooseFile onChoose={change} />}
      </Group>
      <Textarea
        ref={area}
        label={label}
        description={description}
        autosize
        minRows={8}
        maxRows={24}
        spellCheck={draft.mode === "text"}
        styles={
          draft.mode === "text" ? {} : { input: { fontFamily: "var(--mantine-font-family-monospace)" } }
        }
        {...(hasFocus && { "data-autofocus": true })}
        value={draft.input}
        error={error}
        readOnly={isReadOnly}
        onKeyDown={saveOnCtrlEnter}
        onChange={({ currentTarget: { value } }) => {
          change(value);
        }}
      />
      <Group justify="space-between" mih={22}>
        {draft.mode === "json" ? <JsonHint problem={problem} area={area} /> : <span />}
        <Text size="sm" c="dimmed">
          {formatBytes(size)}
        </Text>
      </Group>
    </Stack>
  );
}

const labels = { text: "Text", json: "JSON", base64: "Base64" } as const satisfies Record<Mode, string>;
