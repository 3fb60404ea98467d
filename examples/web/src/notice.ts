import { Failure } from "./graphql.js";
import { element } from "./page.js";

/** What helps, in place of saving. */
interface Remedy {
  readonly label: string;
  readonly act: () => unknown;
}

const notice = element("notice", HTMLParagraphElement);
const button = element("save", HTMLButtonElement);
let offered: Remedy | undefined;

/** Says how things stand, beside the button that helps. */
export function tell(text: string, kind: "quiet" | "good" | "bad" = "quiet", remedy?: Remedy): void {
  notice.role = kind === "bad" ? "alert" : "status";
  notice.className = kind;
  notice.textContent = text;
  offered = remedy;
  button.textContent = remedy?.label ?? "Save";
}

/** What the button was offered for last, if not for saving. */
export function remedy(): Remedy | undefined {
  return offered;
}

/** Says why `what` was not done. */
export function tellFailure(
  what: string,
  error: unknown,
  repeat: () => unknown,
  signIn: () => unknown,
): void {
  if (!(error instanceof Failure)) {
    tell(`${what}: something is wrong with this page.`, "bad");
    throw error;
  }
  const { code } = error;
  if (code === "UNAUTHENTICATED") {
    tell("Your session has ended. What you typed is kept.", "bad", { label: "Sign in again", act: signIn });
  } else if (code === "FORBIDDEN" || code === "INSUFFICIENT_SCOPE") {
    tell(`${what}: you are not allowed to. Our support can help.`, "bad");
  } else if (code === "WRITE_OUTCOME_UNKNOWN") {
    tell("It is not certain that this was saved.", "bad", { label: "Save again", act: repeat });
  } else {
    tell(`${what}: the shop does not answer.`, "bad", { label: "Try again", act: repeat });
  }
}
