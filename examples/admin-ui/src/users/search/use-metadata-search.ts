import { useSearchParams } from "react-router";

export interface MetadataSearch {
  /** Empty until the user has searched. */
  readonly key: string;
  /** Empty: any value. */
  readonly value: string;
  /** The cursor of the page; undefined for the first one. */
  readonly after: string | undefined;
  readonly search: (key: string, value: string) => void;
  readonly openPage: (after: string | undefined) => void;
}

/** Name of the URL parameter that selects the search by metadata. */
export const searchedBy = "by";

/** Key, value and page of the search. They are part of the URL, so that Back returns to the previous page. */
export function useMetadataSearch(): MetadataSearch {
  const [params, setParams] = useSearchParams();
  const key = params.get("key") ?? "";
  const value = params.get("value") ?? "";
  const open = (page: Readonly<Record<string, string>>): void => {
    setParams({ [searchedBy]: "metadata", ...page }, { preventScrollReset: true });
  };
  return {
    key,
    value,
    after: params.get("after") ?? undefined,
    search: (newKey, newValue) => {
      open({ key: newKey, value: newValue });
    },
    openPage: (after) => {
      open({ key, value, ...(after !== undefined && { after }) });
    },
  };
}
