import { useSearchParams } from "react-router";

export interface Listing {
  readonly search: string;
  /** From 1. */
  readonly page: number;
  readonly setSearch: (search: string) => void;
  readonly setPage: (page: number) => void;
}

/** What of the users is shown. It stands in the address: to come back to, to send to others. */
export function useListing(): Listing {
  const [params, setParams] = useSearchParams();
  const wanted = Number(params.get("page") ?? "1");
  const change = (search: string, page: number, replace: boolean): void => {
    setParams(
      { ...(search !== "" && { search }), ...(page > 1 && { page: String(page) }) },
      { replace, preventScrollReset: true },
    );
  };
  const search = params.get("search") ?? "";
  return {
    search,
    page: Number.isSafeInteger(wanted) && wanted > 0 ? wanted : 1,
    setSearch: (text) => {
      change(text, 1, true);
    },
    setPage: (page) => {
      change(search, page, false);
    },
  };
}
