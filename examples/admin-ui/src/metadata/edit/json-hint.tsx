import { Anchor, Text } from "@mantine/core";
import type { ReactNode, RefObject } from "react";
import type { JsonProblem } from "../value/json-problem";

export interface JsonHintProps {
  readonly problem: JsonProblem | undefined;
  readonly area: RefObject<HTMLTextAreaElement | null>;
}

/** Says while somebody types whether it is JSON, and leads to where it is not. */
export function JsonHint({ problem, area }: JsonHintProps): ReactNode {
  if (problem === undefined) {
    return (
      <Text size="sm" c="dimmed">
        This is valid JSON.
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
