import type { ReactNode } from "react";

const short = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

/** A date and time in the user's language and time zone. */
export function RelativeTime({ at }: { readonly at: string | null }): ReactNode {
  if (at === null) return <span>unknown</span>;
  const date = new Date(at);
  return (
    <time dateTime={at} title={full.format(date)}>
      {short.format(date)}
    </time>
  );
}
