import type { ReactNode } from "react";

export interface SkipLinkProps {
  /** The id of the element that gets the focus. */
  readonly to: string;
  readonly className: string | undefined;
}

/** Link that lets keyboard users skip the header. */
export function SkipLink({ to, className }: SkipLinkProps): ReactNode {
  return (
    <a
      className={className}
      href={`#${to}`}
      onClick={(event) => {
        // The default action adds a history entry that the router does not know. The guard for unsaved
        // changes could not block a step back to it.
        event.preventDefault();
        document.getElementById(to)?.focus();
      }}
    >
      Skip to content
    </a>
  );
}
