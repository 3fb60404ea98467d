import { saveDraft } from "./draft.js";
import { createExecute } from "./graphql.js";
import { createSubscribe } from "./live.js";
import { element } from "./page.js";
import { openPreferences } from "./preferences-form.js";
import { accessTokenOf, createSession, getSignedInUser } from "./session.js";
import { readSettings, type Settings } from "./settings.js";
import { applyLastTheme, applyTheme } from "./theme.js";

applyLastTheme();
const settings = readSettings(import.meta.env);
if ("missing" in settings) {
  const names = settings.missing.join(", ");
  welcome(`This page is not configured: it was built without ${names}. See its README.md.`);
} else {
  await start(settings);
}

async function start(settings: Settings): Promise<void> {
  const session = createSession(settings);
  const signIn = (): void => {
    session.signinRedirect().catch(() => {
      welcome("Sign-in is unavailable. Try again in a minute.");
    });
  };
  const signInButton = element("sign-in", HTMLButtonElement);
  signInButton.hidden = false;
  signInButton.onclick = signIn;
  const user = await getSignedInUser(session).catch(() => undefined);
  if (user === undefined) welcome("Sign-in was not completed. Try again.");
  if (user === null) welcome();
  if (!user) return;

  const signOut = element("sign-out", HTMLButtonElement);
  element("person", HTMLSpanElement).textContent = user.profile.name ?? "";
  signOut.hidden = false;
  signOut.onclick = () => {
    saveDraft(user.profile.sub, new Map());
    applyTheme("system");
    void session.signoutRedirect();
  };
  const token = (): Promise<string> => accessTokenOf(session);
  const execute = createExecute(settings.graphqlUrl, token);
  openPreferences(execute, createSubscribe(settings.graphqlUrl, token), signIn);
}

function welcome(problem = ""): void {
  element("preferences", HTMLFormElement).hidden = true;
  element("welcome", HTMLElement).hidden = false;
  element("welcome-problem", HTMLElement).textContent = problem;
}
