import type { Page } from "@playwright/test";

/** Signs in: from the page's button through ZITADEL's login page and back. */
export async function signIn(page: Page, url: string, name: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("button", { name: /sign in/i }).click();
  await logIn(page, name);
  await page.waitForURL((at) => at.origin === new URL(url).origin && at.pathname !== "/callback");
}

/** Selects the user on ZITADEL's login page. */
export async function logIn(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^${name}\\b`) }).click();
}
