import { Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { NavigationType, useNavigationType } from "react-router";

/**
 * Sets the page title. After navigation by a link the heading gets the focus, so that screen readers announce
 * the new page.
 */
export function PageHeading({ children }: { readonly children: string }): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  const isNavigated = useRef(useNavigationType() !== NavigationType.Pop);
  useEffect(() => {
    if (isNavigated.current) heading.current?.focus();
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
