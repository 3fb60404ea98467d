import { NativeSelect, NumberInput, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { Draft } from "../edit/draft";
import { saveOnCtrlEnter } from "../edit/save-on-ctrl-enter";
import { ValueField, type ValueFieldProps } from "../edit/value-field";
import { fromLocalTime, toLocalTime } from "./local-time";
import { parseTags, type Widget } from "./widget";

export interface TypedFieldProps extends ValueFieldProps {
  readonly widget: Widget;
}

/** Edits the value of a typed key with the widget for its schema. */
export function TypedField({ widget, ...props }: TypedFieldProps): ReactNode {
  const { draft, label, description, error, hasFocus, isReadOnly, onChange } = props;
  const change = (input: string): void => {
    const next: Draft = { ...draft, mode: "text", input };
    onChange(next);
  };
  const field = {
    label,
    description,
    error,
    readOnly: isReadOnly,
    ...(hasFocus && { "data-autofocus": true }),
  };
  switch (widget.kind) {
    case "json":
      return <ValueField {...props} />;
    case "text":
      return (
        <Textarea
          {...field}
          autosize
          minRows={1}
          maxRows={12}
          value={draft.input}
          onKeyDown={saveOnCtrlEnter}
          onChange={({ currentTarget: { value } }) => {
            change(value);
          }}
        />
      );
    case "choice":
      return (
        <NativeSelect
          {...field}
          disabled={isReadOnly}
          value={draft.input}
          data={draft.input === "" ? [{ value: "", label: "Choose…" }, ...widget.options] : widget.options}
          onChange={({ currentTarget: { value } }) => {
            change(value);
          }}
        />
      );
    case "switch":
      return (
        <Switch
          {...field}
          disabled={isReadOnly}
          checked={draft.input === "true"}
          onChange={({ currentTarget: { checked } }) => {
            change(String(checked));
          }}
        />
      );
    case "number":
      return (
        <NumberInput
          {...field}
          {...(widget.min !== undefined && { min: widget.min })}
          {...(widget.max !== undefined && { max: widget.max })}
          // A silent correction would save another number than the one that was entered.
          clampBehavior="none"
          allowDecimal={!widget.isInteger}
          value={draft.input}
          onChange={(value) => {
            change(String(value));
          }}
        />
      );
    case "dateTime":
      return (
        <TextInput
          {...field}
          type="datetime-local"
          value={toLocalTime(draft.input)}
          onChange={({ currentTarget: { value } }) => {
            change(fromLocalTime(value));
          }}
        />
      );
    case "tags":
      return (
        <TagsInput
          {...field}
          data={[...widget.suggestions]}
          allowDuplicates={widget.allowsDuplicates}
          placeholder="Add with Enter"
          value={[...(parseTags(draft.input) ?? [])]}
          onChange={(tags) => {
            change(JSON.stringify(tags));
          }}
        />
      );
  }
}
