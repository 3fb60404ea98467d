import { useSearchParams } from "react-router";
import type { KeysOfUsersQueryVariables } from "../graph/generated/operations";

const pageSize = 20;

export interface Listing {
  readonly search: string;
  /** Starts at 1. */
  readonly page: number;
  /** The same as variables of an operation. */
  readonly range: KeysOfUsersQueryVariables;
  readonly setSearch: (search: string) => void;
  readonly setPage: (page: number) => void;
}

/**
 * Search text and page of the user list. They are part of the URL, so that the list can be bookmarked and
 * shared.
 */
export function useListing(): Listing {
  const [params, setParams] = useSearchParams();
  const requestedPage = Number(params.get("page") ?? "1");
  const page = Number.isSafeInteger(requestedPage) && requestedPage > 0 ? requestedPage : 1;
  const change = (newSearch: string, newPage: number, replace: boolean): void => {
    setParams(
      { ...(newSearch !== "" && { search: newSearch }), ...(newPage > 1 && { page: String(newPage) }) },
      { replace, preventScrollReset: true },
    );
  };
  const search = params.get("search") ?? "";
  return {
    search,
    page,
    range: { search: search === "" ? null : search, first: pageSize, offset: (page - 1) * pageSize },
    setSearch: (text) => {
      change(text, 1, true);
    },
    setPage: (newPage) => {
      change(search, newPage, false);
    },
  };
}
