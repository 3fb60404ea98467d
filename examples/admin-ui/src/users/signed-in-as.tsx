import { useQuery } from "@apollo/client/react";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { MeDocument } from "../graph/generated/operations";

/** The user's name, read from the supergraph because ZITADEL's ID tokens may not contain it. */
export function SignedInAs(): ReactNode {
  const { data } = useQuery(MeDocument, { errorPolicy: "all", fetchPolicy: "cache-first", refetchOn: false });
  if (data?.me == null) return undefined;
  return (
    <Text size="sm" c="dimmed" truncate className="wideOnly">
      <span className="visuallyHidden">Signed in as </span>
      {data.me.displayName}
    </Text>
  );
}
