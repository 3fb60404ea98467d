import type { ReactNode } from "react";

export interface SkipLinkProps {
  /** The id of what it leads to. */
  readonly to: string;
  readonly className: string | undefined;
}

/** Past the header, for who goes by keyboard. */
export function SkipLink({ to, className }: SkipLinkProps): ReactNode {
  return (
    <a
      className={className}
      href={`#${to}`}
      onClick={(event) => {
        // The browser's own step in the history is one that the router does not know, and could not hold anybody back from.
        event.preventDefault();
        document.getElementById(to)?.focus();
      }}
    >
      To the content
    </a>
  );
}
