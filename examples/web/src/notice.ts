import { Failure } from "./graphql.js";
import { element } from "./page.js";

/** An action that the button offers instead of saving. */
interface Action {
  readonly label: string;
  readonly run: () => unknown;
}

const notice = element("notice", HTMLParagraphElement);
const button = element("save", HTMLButtonElement);
let current: Action | undefined;

/** Shows a message beside the button, and sets the action of the button. */
export function showNotice(text: string, kind: "quiet" | "good" | "bad" = "quiet", action?: Action): void {
  notice.role = kind === "bad" ? "alert" : "status";
  notice.className = kind;
  notice.textContent = text;
  current = action;
  button.textContent = action?.label ?? "Save";
}

/** The current action of the button; undefined if it saves. */
export function currentAction(): Action | undefined {
  return current;
}

/** Reports a failure. `summary` says what failed, for example "Not saved". */
export function showFailure(
  summary: string,
  error: unknown,
  retry: () => unknown,
  signIn: () => unknown,
): void {
  if (!(error instanceof Failure)) {
    showNotice(`${summary}: this page has an error.`, "bad");
    throw error;
  }
  const { code } = error;
  if (code === "UNAUTHENTICATED") {
    showNotice("Your session has ended. Your changes are kept.", "bad", {
      label: "Sign in again",
      run: signIn,
    });
  } else if (code === "FORBIDDEN" || code === "INSUFFICIENT_SCOPE") {
    showNotice(`${summary}: you do not have permission. Contact support.`, "bad");
  } else if (code === "WRITE_OUTCOME_UNKNOWN") {
    showNotice("The shop did not confirm the save. Save again.", "bad", { label: "Save again", run: retry });
  } else {
    showNotice(`${summary}: the shop is not responding.`, "bad", { label: "Try again", run: retry });
  }
}
