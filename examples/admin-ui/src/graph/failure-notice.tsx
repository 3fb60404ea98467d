import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCloudOff, IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { SupportDetails } from "../app/support-details";
import { SignInAgain } from "../session/sign-in-again";
import type { Failure, FailureKind } from "./failure";
import { type ErrorMessage, readMessages, writeMessages } from "./error-messages";

export interface FailureNoticeProps {
  readonly failure: Failure;
  readonly during: "read" | "write";
  /** Shown as a button for failures that a retry can fix. */
  readonly onRetry?: (() => void) | undefined;
  readonly isRetrying?: boolean;
  /** Replaces the message for this kind of failure. */
  readonly message?: ErrorMessage | undefined;
}

/** Reports a failure in place of the data, with advice and, if useful, a retry button. */
export function FailureNotice(props: FailureNoticeProps): ReactNode {
  const { failure, during, onRetry, isRetrying = false } = props;
  const { title, advice } = props.message ?? (during === "read" ? readMessages : writeMessages)[failure.kind];
  const { color, Icon } = styles[failure.kind];
  const mayRetry =
    failure.kind === "outage" || failure.kind === "serverError" || failure.kind === "unknownOutcome";
  return (
    <Alert role="alert" color={color} title={title} icon={<Icon size={20} aria-hidden />}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{advice}</Text>
        <SupportDetails>
          {failure.code === undefined ? failure.message : `${failure.code}: ${failure.message}`}
        </SupportDetails>
        {failure.kind === "signedOut" && (
          <Group>
            <SignInAgain />
          </Group>
        )}
        {onRetry !== undefined && mayRetry && (
          <Button size="xs" variant="default" loading={isRetrying} onClick={onRetry}>
            {failure.kind === "unknownOutcome" ? "Check again" : "Try again"}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

const outage = { color: "orange", Icon: IconCloudOff };
const access = { color: "gray", Icon: IconLock };
const error = { color: "red", Icon: IconAlertTriangle };

const styles: Record<FailureKind, typeof outage> = {
  signedOut: access,
  forbidden: access,
  outage,
  unknownOutcome: outage,
  invalid: error,
  serverError: error,
};
