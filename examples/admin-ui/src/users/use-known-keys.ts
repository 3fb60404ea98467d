import { useLazyQuery } from "@apollo/client/react";
import { KeysOfUsersDocument, type KeysOfUsersQueryVariables } from "../graph/generated/operations";

export interface KnownKeys {
  /** The keys of the users of the page, without duplicates. Empty until loaded. */
  readonly keys: readonly string[];
  readonly loadKeys: () => void;
}

/** The metadata keys of the users of a page, to suggest. */
export function useKnownKeys(page: KeysOfUsersQueryVariables): KnownKeys {
  const [load, { data }] = useLazyQuery(KeysOfUsersDocument, { errorPolicy: "all" });
  const keys = data?.users?.items.flatMap(({ metadata }) => metadata?.map(({ key }) => key) ?? []) ?? [];
  return {
    keys: [...new Set(keys)].toSorted(),
    loadKeys: () => void load({ variables: page }),
  };
}
