import type { ReactNode } from "react";

/** Text that helps support and developers, closed until the user opens it. */
export function SupportDetails({ children }: { readonly children: string }): ReactNode {
  return (
    <details className="supportDetails">
      <summary>Details for support</summary>
      {children}
    </details>
  );
}
