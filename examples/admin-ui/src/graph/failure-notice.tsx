import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCloudOff, IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { SignInAgain } from "../session/sign-in-again";
import type { Failure, FailureKind } from "./failure";
import { readWords, writeWords } from "./failure-words";

export interface FailureNoticeProps {
  readonly failure: Failure;
  readonly during: "read" | "write";
  /** Offered where it helps. */
  readonly onRetry?: (() => void) | undefined;
  readonly isRetrying?: boolean;
}

/** What went wrong, in the place where the answer would be, and what can be done. */
export function FailureNotice(props: FailureNoticeProps): ReactNode {
  const { failure, during, onRetry, isRetrying = false } = props;
  const { title, advice } = (during === "read" ? readWords : writeWords)[failure.kind];
  const { color, Icon } = looks[failure.kind];
  const mayRetry = failure.kind === "outage" || failure.kind === "fault" || failure.kind === "unknownOutcome";
  return (
    <Alert role="alert" color={color} title={title} icon={<Icon size={20} aria-hidden />}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{advice}</Text>
        <Text size="sm" className="told">
          {failure.message}
        </Text>
        {failure.kind === "signedOut" && (
          <Group>
            <SignInAgain />
          </Group>
        )}
        {onRetry !== undefined && mayRetry && (
          <Button size="xs" variant="default" loading={isRetrying} onClick={onRetry}>
            {failure.kind === "unknownOutcome" ? "Look again" : "Try again"}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

const outage = { color: "orange", Icon: IconCloudOff };
const refusal = { color: "gray", Icon: IconLock };
const fault = { color: "red", Icon: IconAlertTriangle };

const looks: Record<FailureKind, typeof outage> = {
  signedOut: refusal,
  refused: refusal,
  outage,
  unknownOutcome: outage,
  mistake: fault,
  fault,
};
