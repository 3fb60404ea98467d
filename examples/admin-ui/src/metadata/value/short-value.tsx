import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { EntryFragment } from "../../graph/generated/operations";
import { PanelLink } from "../panel-link";
import { FormBadge } from "./form-badge";
import { formOf } from "./form-of";
import classes from "./value.module.css";

const shownCharacters = 90;

/** The beginning of a value, and the way to all of it. */
export function ShortValue({ entry }: { readonly entry: EntryFragment }): ReactNode {
  const form = formOf(entry);
  const text = (entry.value ?? entry.valueBase64).replace(/\s+/g, " ");
  const isLong = text.length > shownCharacters;
  return (
    <>
      <FormBadge form={form} />
      <span className={form === "text" ? undefined : classes.code}>
        {isLong ? `${text.slice(0, shownCharacters)}…` : text}
      </span>
      {isLong && (
        <>
          {" "}
          <Text
            renderRoot={(props: object) => (
              <PanelLink
                {...props}
                panel={{ kind: "show", key: entry.key }}
                aria-label={`All of ${entry.key}`}
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
