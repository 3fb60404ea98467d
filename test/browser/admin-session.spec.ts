import type { Page } from "@playwright/test";
import { openUser, signedInAs, valueOf } from "./support/admin-page.js";
import { expect, test } from "./support/demo-test.js";
import { signIn } from "./support/sign-in.js";

test("requires confirmation to discard unsaved changes", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
}) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await user.edit("plan", "silver");
  const question = user.dialog(/Leave without saving/);
  for (const leave of [
    () => page.keyboard.press("Escape"),
    () => user.drawer.getByRole("button", { name: "Cancel" }).click(),
    () => user.drawer.getByRole("button", { name: "Close" }).click(),
    () => page.goBack(),
  ]) {
    await leave();
    await expect(question).toBeVisible();
    await question.getByRole("button", { name: "Keep editing" }).click();
    await expect(question).toBeHidden();
    await expect(valueOf(user.drawer)).toHaveValue("silver");
  }
  const beforeUnload = page.waitForEvent("dialog");
  await page.evaluate(() => {
    setTimeout(() => {
      location.reload();
    });
  });
  const dialog = await beforeUnload;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await expect(valueOf(user.drawer)).toHaveValue("silver");

  await page.keyboard.press("Escape");
  await saveScreenshot(page, "admin-leave");
  await question.getByRole("button", { name: "Leave" }).click();
  await expect(user.drawer).toBeHidden();
  await expect(user.row("plan")).toContainText("gold");
});

test("is signed in in a new tab too, until the user signs out", async ({
  demo,
  page,
  context,
  addPerson,
}) => {
  const user = addPerson({ givenName: "Zelda", familyName: "Quick", metadata: { plan: "gold" } });
  await signIn(page, `${demo.urls["admin-ui"]}/users?search=zelda`, "granny");
  const opened = context.waitForEvent("page");
  await page.getByRole("link", { name: "Zelda Quick" }).click({ modifiers: ["Control"] });
  const tab = await opened;
  await expect(tab).toHaveURL(new RegExp(`/users/${user.id}$`));
  await expect(tab.getByRole("cell", { name: "gold" })).toBeVisible();
  await expect(signedInAs(tab, "Emma Webster")).toBeVisible();

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in with ZITADEL" })).toBeVisible();
  const later = await context.newPage();
  await later.goto(`${demo.urls["admin-ui"]}/users`);
  await expect(later.getByRole("button", { name: "Sign in with ZITADEL" })).toBeVisible();
});

test("shows the sign-in page if the session at ZITADEL has ended", async ({ demo, page, context }) => {
  await signIn(page, `${demo.urls["admin-ui"]}/users`, "granny");
  await expect(signedInAs(page, "Emma Webster")).toBeVisible();
  await context.clearCookies();
  const tab = await context.newPage();
  await tab.goto(`${demo.urls["admin-ui"]}/users?search=road`);
  await expect(tab.getByRole("button", { name: "Sign in with ZITADEL" })).toBeVisible();
  await expect(tab).toHaveURL(/\/users\?search=road$/);
});

test("does not navigate when a save finishes after the user has left the page", async ({
  demo,
  page,
  addPerson,
}) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  const held = demo.zitadel.holdNext(/SetUserMetadata/);
  await user.edit("plan", "silver");
  await user.save();
  await held.arrived;
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Leave" }).click();
  await page.getByRole("link", { name: "All users" }).click();
  await expect(page.getByRole("heading", { name: "Users" })).toBeVisible();
  held.release();
  await expect(page.getByText("Saved plan.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Users" })).toBeVisible();
});

test("renews a rejected access token without interrupting the user", async ({ demo, page, addPerson }) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await expect(user.row("plan")).toContainText("gold");
  const before = await tokensOf(page);
  demo.zitadel.revoke(before.access_token);
  await user.edit("plan", "silver");
  await user.saveAndClose();
  await expect(user.row("plan")).toContainText("silver");
  expect((await tokensOf(page)).access_token).not.toBe(before.access_token);
});

test("keeps unsaved changes when the session ends", async ({
  demo,
  page,
  addPerson,
  pageErrors,
  saveScreenshot,
}) => {
  // ZITADEL rejects the refresh token.
  pageErrors.allow(/status of 400/);
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await user.edit("plan", "silver");
  const { access_token, refresh_token } = await tokensOf(page);
  demo.zitadel.revoke(refresh_token);
  demo.zitadel.revoke(access_token);
  await user.save();
  await expect(user.drawer.getByRole("alert")).toContainText("Your session has ended, and nothing was saved");
  await expect(valueOf(user.drawer)).toHaveValue("silver");
  await saveScreenshot(page, "admin-session-ended");

  // The user still has a session at ZITADEL, so the popup closes without a login form.
  const popup = page.waitForEvent("popup");
  await user.drawer.getByRole("button", { name: "Sign in again" }).click();
  await (await popup).waitForEvent("close");
  await expect(user.drawer.getByText("You are signed in again")).toBeVisible();
  await expect(valueOf(user.drawer)).toHaveValue("silver");
  await user.save();
  await expect(user.row("plan")).toContainText("silver");
});

interface Tokens {
  access_token: string;
  refresh_token: string;
}

async function tokensOf(page: Page): Promise<Tokens> {
  const stored = await page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((name) => name.startsWith("oidc.user:")) ?? "";
    return sessionStorage.getItem(key) ?? "{}";
  });
  const read = (name: string): string => new RegExp(`"${name}":"([^"]+)"`).exec(stored)?.[1] ?? "";
  return { access_token: read("access_token"), refresh_token: read("refresh_token") };
}
