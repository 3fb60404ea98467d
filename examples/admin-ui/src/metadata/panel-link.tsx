import type { ReactNode } from "react";
import { Link, useLocation, type LinkProps } from "react-router";
import { openedHere, type Panel, searchOf } from "./use-panel";

export interface PanelLinkProps extends Omit<LinkProps, "to" | "state"> {
  readonly panel: Panel;
}

/** Link that opens a panel, in place of the open one if there is one. */
export function PanelLink({ panel, ...props }: PanelLinkProps): ReactNode {
  const { search } = useLocation();
  const state: unknown = useLocation().state;
  const isOpen = search !== "";
  return (
    <Link
      {...props}
      to={{ search: searchOf(panel) }}
      replace={isOpen}
      state={isOpen ? state : openedHere}
      preventScrollReset
    />
  );
}
