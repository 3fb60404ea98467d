import { useQuery } from "@apollo/client/react";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { MeDocument } from "../graph/generated/operations";

/** Asked of the supergraph: an ID token of ZITADEL need not have the name. */
export function SignedInAs(): ReactNode {
  const { data } = useQuery(MeDocument, { errorPolicy: "all", fetchPolicy: "cache-first", refetchOn: false });
  if (data?.me == null) return undefined;
  return (
    <Text size="sm" c="dimmed" truncate className="whereWide">
      <span className="spoken">Signed in as </span>
      {data.me.displayName}
    </Text>
  );
}
