import { expect, type Locator, type Page } from "@playwright/test";
import { signIn } from "./sign-in.js";

/** The status message of examples/web, beside the button. */
export const notice = (page: Page): Locator => page.locator("#notice");
export const nameField = (page: Page): Locator => page.getByRole("textbox", { name: /^Your name/ });
export const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

/** Signs in to the page and waits for the preferences. */
export async function openPreferences(page: Page, url: string, name: string): Promise<void> {
  await signIn(page, url, name);
  await expect(notice(page)).toHaveText("No unsaved changes.");
}
