import type { ReactNode } from "react";
import { shorten } from "../../format/shorten";
import { KindBadge } from "./kind-badge";
import { valueKindOf } from "./value-kind";
import classes from "./value.module.css";

export interface ShortValueProps {
  /** Null if the bytes are not text. */
  readonly value: string | null;
  /** Shown for bytes that are not text. */
  readonly valueBase64?: string;
  readonly maxCharacters: number;
}

/** The beginning of a value. */
export function ShortValue({ value, valueBase64 = "", maxCharacters }: ShortValueProps): ReactNode {
  const kind = valueKindOf({ value });
  return (
    <>
      <KindBadge kind={kind} />
      <span className={kind === "text" ? undefined : classes.code}>
        {shorten(value ?? valueBase64, maxCharacters)}
      </span>
    </>
  );
}
