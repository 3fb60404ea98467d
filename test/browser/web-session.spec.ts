import type { Page } from "@playwright/test";
import { expect, test } from "./support/demo-test.js";
import { logIn } from "./support/sign-in.js";
import { button, nameField, notice, openPreferences } from "./support/web-page.js";

test("a token that runs out is renewed, without a word", async ({ demo, page, addPerson }) => {
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

test("a session that has ended keeps what was typed until they are back", async ({
  demo,
  page,
  addPerson,
  shoot,
}) => {
  const { name } = addPerson();
  await openPreferences(page, demo.urls.web, name);
  await nameField(page).fill("Ada");
  demo.zitadel.revoke(await accessToken(page));
  await page.reload();
  await expect(notice(page)).toHaveText("Your session has ended. What you typed is kept.");
  await shoot(page, "web-session-ended");
  await button(page, "Sign in again").click();
  await expect(notice(page)).toHaveText("Not saved yet.");
  await expect(nameField(page)).toHaveValue("Ada");
});

test("whoever turns back at ZITADEL, or signs out, is where they began", async ({
  demo,
  page,
  addPerson,
  shoot,
}) => {
  const { name } = addPerson();
  await page.goto(demo.urls.web);
  await button(page, "Sign in").click();
  await page.getByRole("button", { name: /^Cancel/ }).click();
  await expect(page.getByText("You were not signed in. Try again.")).toBeVisible();
  await shoot(page, "web-not-signed-in");
  await button(page, "Sign in").click();
  await logIn(page, name);
  await expect(notice(page)).toHaveText("All is saved.");
  await nameField(page).fill("Ada");
  await button(page, "Sign out").click();
  await expect(button(page, "Sign in")).toBeVisible();
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
});

/** Where oidc-client-ts keeps it. */
async function accessToken(page: Page): Promise<string> {
  const stored = await page.evaluate(() => Object.values(sessionStorage).join("\n"));
  return /"access_token":"([^"]+)"/.exec(stored)?.[1] ?? "";
}
