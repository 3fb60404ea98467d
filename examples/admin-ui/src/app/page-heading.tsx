import { Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { NavigationType, useNavigationType } from "react-router";

/** Names the page. Who came by a link gets the focus here, and so hears where they are. */
export function PageHeading({ children }: { readonly children: string }): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  const isLedHere = useRef(useNavigationType() !== NavigationType.Pop);
  useEffect(() => {
    if (isLedHere.current) heading.current?.focus();
  }, []);
  return (
    <>
      <title>{`${children} – User metadata`}</title>
      <Title order={1} size="h2" ref={heading} tabIndex={-1} style={{ outline: "none" }}>
        {children}
      </Title>
    </>
  );
}
