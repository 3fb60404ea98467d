import type { RefObject } from "react";
import { type Blocker, useBeforeUnload, useBlocker } from "react-router";

/** Blocks navigation with unsaved changes: by a link, by Back or by closing the tab. */
export function useLeaveGuard(hasChanges: RefObject<boolean>): Blocker {
  useBeforeUnload((event) => {
    if (hasChanges.current) event.preventDefault();
  });
  return useBlocker(
    ({ currentLocation: from, nextLocation: to }) =>
      hasChanges.current && (from.pathname !== to.pathname || from.search !== to.search),
  );
}
