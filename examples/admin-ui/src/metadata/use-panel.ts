import { useLocation, useNavigate, useSearchParams } from "react-router";

/** The panel beside the table. It is part of the URL, so that Back closes it and links can point to it. */
export type Panel =
  | { readonly kind: "none" }
  | { readonly kind: "add" }
  | { readonly kind: "show" | "edit"; readonly key: string };

export interface Panels {
  readonly panel: Panel;
  readonly close: () => void;
}

export function usePanel(): Panels {
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  const state: unknown = useLocation().state;
  return {
    panel: panelOf(params),
    close: () => {
      if (state === openedHere) void navigate(-1);
      else setParams({}, { replace: true, preventScrollReset: true });
    },
  };
}

/** History state of a panel that was opened from the table. Closing it goes one step back. */
export const openedHere = "openedHere";

export function searchOf(panel: Panel): string {
  switch (panel.kind) {
    case "none":
      return "";
    case "add":
      return "?add";
    case "show":
    case "edit":
      return `?${new URLSearchParams({ [panel.kind]: panel.key }).toString()}`;
  }
}

function panelOf(params: URLSearchParams): Panel {
  if (params.has("add")) return { kind: "add" };
  const edit = params.get("edit");
  if (edit !== null) return { kind: "edit", key: edit };
  const show = params.get("show");
  return show === null ? { kind: "none" } : { kind: "show", key: show };
}
