import { Alert, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { DefinitionFragment } from "../../graph/generated/operations";
import { ValueField, type ValueFieldProps } from "../edit/value-field";
import { TypedField } from "./typed-field";
import { canDisplay, widgetOf } from "./widget";

export interface EntryValueProps extends Omit<ValueFieldProps, "label" | "description"> {
  /** Undefined if the key is not a typed key. */
  readonly definition: DefinitionFragment | undefined;
}

/** Edits a value: with a widget if the key is typed, else as text, JSON or base64. */
export function EntryValue({ definition, ...props }: EntryValueProps): ReactNode {
  const { draft } = props;
  const label = definition?.title ?? "Value";
  const description = definition?.description ?? undefined;
  const widget = definition === undefined ? undefined : widgetOf(definition.schema);
  // Decided once. Incomplete input, such as the minus of a number, must not replace the widget.
  const [isDisplayable] = useState(
    widget === undefined || (draft.mode !== "base64" && canDisplay(widget, draft.input)),
  );
  if (widget !== undefined && isDisplayable) {
    return <TypedField {...props} label={label} description={description} widget={widget} />;
  }
  return (
    <Stack gap="xs">
      {!isDisplayable && (
        <Alert color="yellow" title="The value does not have the expected form">
          Correct it here. Once it is valid, the key has its usual form field.
        </Alert>
      )}
      <ValueField {...props} label={label} description={description} />
    </Stack>
  );
}
