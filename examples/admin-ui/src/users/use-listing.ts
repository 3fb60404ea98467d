import { useSearchParams } from "react-router";

export interface Listing {
  readonly search: string;
  /** Starts at 1. */
  readonly page: number;
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
  const change = (search: string, page: number, replace: boolean): void => {
    setParams(
      { ...(search !== "" && { search }), ...(page > 1 && { page: String(page) }) },
      { replace, preventScrollReset: true },
    );
  };
  const search = params.get("search") ?? "";
  return {
    search,
    page: Number.isSafeInteger(requestedPage) && requestedPage > 0 ? requestedPage : 1,
    setSearch: (text) => {
      change(text, 1, true);
    },
    setPage: (page) => {
      change(search, page, false);
    },
  };
}
