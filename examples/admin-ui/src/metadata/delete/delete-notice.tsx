import { Alert, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { FailureNotice } from "../../graph/failure-notice";
import { messageOf } from "../save/user-error-messages";
import type { DeleteOutcome } from "./delete-entries";

/** Result of the last attempt. */
export function DeleteNotice({ outcome }: { readonly outcome: DeleteOutcome | undefined }): ReactNode {
  switch (outcome?.kind) {
    case undefined:
      return <Text size="sm">This cannot be undone.</Text>;
    case "deleted":
      return undefined;
    case "changed":
      return (
        <Alert role="alert" color="orange" title="Another user changed this entry">
          Nothing was deleted. Check the current values below.
        </Alert>
      );
    case "responseLost":
      return (
        <Alert role="alert" color="orange" title="The server did not confirm the deletion">
          These keys still exist. Try again.
        </Alert>
      );
    case "rejected":
      return (
        <Alert role="alert" color="red" title="Nothing was deleted">
          {outcome.errors
            .filter(({ key }) => key === null)
            .map(messageOf)
            .join(" ")}
        </Alert>
      );
    case "failed":
      return <FailureNotice during="write" failure={outcome.failure} />;
  }
}
