import { Alert, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { FailureNotice } from "../../graph/failure-notice";
import type { DeleteOutcome } from "./delete-entries";

/** What became of the last attempt. */
export function DeleteNotice({ outcome }: { readonly outcome: DeleteOutcome | undefined }): ReactNode {
  switch (outcome?.kind) {
    case undefined:
      return <Text size="sm">This cannot be undone.</Text>;
    case "deleted":
      return undefined;
    case "changed":
      return (
        <Alert role="alert" color="orange" title="Somebody else changed this meanwhile">
          Nothing was deleted yet. These are the values of now.
        </Alert>
      );
    case "lost":
      return (
        <Alert role="alert" color="orange" title="The answer was lost, and these are still there">
          We looked again. Most likely nothing was deleted: try once more.
        </Alert>
      );
    case "rejected":
      return (
        <Alert role="alert" color="red" title="Nothing was deleted">
          {outcome.errors
            .filter(({ key }) => key === null)
            .map(({ message }) => message)
            .join(" ")}
        </Alert>
      );
    case "failed":
      return <FailureNotice during="write" failure={outcome.failure} />;
  }
}
