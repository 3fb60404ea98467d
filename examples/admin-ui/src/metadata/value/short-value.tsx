import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { EntryFragment } from "../../graph/generated/operations";
import { PanelLink } from "../panel-link";
import { KindBadge } from "./kind-badge";
import { valueKindOf } from "./value-kind";
import classes from "./value.module.css";

const maxCharacters = 90;

/** The beginning of a value, with a link to the whole value. */
export function ShortValue({ entry }: { readonly entry: EntryFragment }): ReactNode {
  const kind = valueKindOf(entry);
  const text = (entry.value ?? entry.valueBase64).replace(/\s+/g, " ");
  const isLong = text.length > maxCharacters;
  return (
    <>
      <KindBadge kind={kind} />
      <span className={kind === "text" ? undefined : classes.code}>
        {isLong ? `${text.slice(0, maxCharacters)}…` : text}
      </span>
      {isLong && (
        <>
          {" "}
          <Text
            renderRoot={(props: object) => (
              <PanelLink
                {...props}
                panel={{ kind: "show", key: entry.key }}
                aria-label={`Show all of ${entry.key}`}
              />
            )}
            c="var(--mantine-color-anchor)"
            size="sm"
            td="underline"
          >
            Show all
          </Text>
        </>
      )}
    </>
  );
}
