import { type RefObject, useEffect, useRef } from "react";

/** Whether the component is still on the page when an answer comes: where somebody left meanwhile, nothing is left to close. */
export function useIsHere(): RefObject<boolean> {
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  return isHere;
}
