import type { Page } from "@playwright/test";
import { openUser, valueOf } from "./support/admin-page.js";
import { expect, test } from "./support/demo-test.js";

test("what was typed is not left behind without a question", async ({ demo, page, addPerson, shoot }) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await user.edit("plan", "silver");
  const question = user.dialog(/Leave without saving/);
  for (const leave of [
    () => page.keyboard.press("Escape"),
    () => user.drawer.getByRole("button", { name: "Close" }).click(),
    () => page.goBack(),
  ]) {
    await leave();
    await expect(question).toBeVisible();
    await question.getByRole("button", { name: "Keep editing" }).click();
    await expect(question).toBeHidden();
    await expect(valueOf(user.drawer)).toHaveValue("silver");
  }
  const asked = page.waitForEvent("dialog");
  await page.evaluate(() => {
    setTimeout(() => {
      location.reload();
    });
  });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await expect(valueOf(user.drawer)).toHaveValue("silver");

  await page.keyboard.press("Escape");
  await shoot(page, "admin-leave");
  await question.getByRole("button", { name: "Leave" }).click();
  await expect(user.drawer).toBeHidden();
  await expect(user.row("plan")).toContainText("gold");
});

test("who leaves while it is being saved stays where they went", async ({ demo, page, addPerson }) => {
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
  await expect(page.getByText("plan is saved.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Users" })).toBeVisible();
});

test("an access token that runs out is renewed unseen", async ({ demo, page, addPerson }) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  const before = await tokensOf(page);
  demo.zitadel.revoke(before.access_token);
  await user.edit("plan", "silver");
  await user.save();
  await expect(user.row("plan")).toContainText("silver");
  expect((await tokensOf(page)).access_token).not.toBe(before.access_token);
});

test("a session that ended takes nothing along", async ({ demo, page, addPerson, watch, shoot }) => {
  // ZITADEL refuses the refresh token.
  watch.allow(/status of 400/);
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await user.edit("plan", "silver");
  const { access_token, refresh_token } = await tokensOf(page);
  demo.zitadel.revoke(refresh_token);
  demo.zitadel.revoke(access_token);
  await user.save();
  await expect(user.drawer.getByRole("alert")).toContainText("Your session has ended, and nothing was saved");
  await expect(valueOf(user.drawer)).toHaveValue("silver");
  await shoot(page, "admin-session-ended");

  // ZITADEL still knows the browser: its window closes by itself.
  const window = page.waitForEvent("popup");
  await user.drawer.getByRole("button", { name: "Sign in again" }).click();
  await (await window).waitForEvent("close");
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
  const kept = await page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((it) => it.startsWith("oidc.user:")) ?? "";
    return sessionStorage.getItem(key) ?? "{}";
  });
  const read = (name: string): string => new RegExp(`"${name}":"([^"]+)"`).exec(kept)?.[1] ?? "";
  return { access_token: read("access_token"), refresh_token: read("refresh_token") };
}
