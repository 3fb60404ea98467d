import { Anchor, Text } from "@mantine/core";
import type { ReactNode, RefObject } from "react";
import type { JsonProblem } from "../value/json-problem";

export interface JsonHintProps {
  readonly problem: JsonProblem | undefined;
  readonly area: RefObject<HTMLTextAreaElement | null>;
}

/** Reports whether the input is valid JSON. For invalid JSON, a click selects the position of the error. */
export function JsonHint({ problem, area }: JsonHintProps): ReactNode {
  if (problem === undefined) {
    return (
      <Text size="sm" c="dimmed">
        Valid JSON
      </Text>
    );
  }
  const { line, column, message, offset } = problem;
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      ta="start"
      onClick={() => {
        area.current?.focus();
        area.current?.setSelectionRange(offset, offset + 1);
      }}
    >
      {`Line ${line}, column ${column}: ${message}`}
    </Anchor>
  );
}
