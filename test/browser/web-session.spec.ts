import type { Page } from "@playwright/test";
import { expect, test } from "./support/demo-test.js";
import { logIn } from "./support/sign-in.js";
import { button, nameField, notice, openPreferences } from "./support/web-page.js";

test("renews an expired access token without interrupting the user", async ({ demo, page, addPerson }) => {
  const { name } = addPerson();
  await page.clock.install();
  await openPreferences(page, demo.urls.web, name);
  const token = await accessToken(page);
  await page.clock.fastForward("13:00:00");
  await nameField(page).fill("Ada");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("Saved.");
  expect(await accessToken(page)).not.toBe(token);
});

test("keeps unsaved changes until the user signs in again", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
}) => {
  const { name } = addPerson();
  await openPreferences(page, demo.urls.web, name);
  await nameField(page).fill("Ada");
  demo.zitadel.revoke(await accessToken(page));
  await page.reload();
  await expect(notice(page)).toHaveText("Your session has ended. Your changes are kept.");
  await saveScreenshot(page, "web-session-ended");
  await button(page, "Sign in again").click();
  await expect(notice(page)).toHaveText("Unsaved changes.");
  await expect(nameField(page)).toHaveValue("Ada");
});

test("returns to the start page after a cancelled sign-in and after sign-out", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
}) => {
  const { name } = addPerson();
  await page.goto(demo.urls.web);
  await button(page, "Sign in").click();
  await page.getByRole("button", { name: /^Cancel/ }).click();
  await expect(page.getByText("Sign-in was not completed. Try again.")).toBeVisible();
  await saveScreenshot(page, "web-not-signed-in");
  await button(page, "Sign in").click();
  await logIn(page, name);
  await expect(notice(page)).toHaveText("No unsaved changes.");
  await nameField(page).fill("Ada");
  await button(page, "Sign out").click();
  await expect(button(page, "Sign in")).toBeVisible();
  await expect.poll(() => page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
});

/** Reads the access token from the storage of oidc-client-ts. */
async function accessToken(page: Page): Promise<string> {
  const stored = await page.evaluate(() => Object.values(sessionStorage).join("\n"));
  return /"access_token":"([^"]+)"/.exec(stored)?.[1] ?? "";
}
