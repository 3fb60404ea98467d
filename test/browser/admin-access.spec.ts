import { expectColorScheme, openUser, valueOf } from "./support/admin-page.js";
import { forEachColorScheme } from "./support/appearance.js";
import { expect, test } from "./support/demo-test.js";
import { signIn } from "./support/sign-in.js";

const metadata = {
  plan: "gold",
  settings: '{"theme":"dark","beta":true}',
  bio: "Beep beep. ".repeat(60),
  avatar: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff),
};

test("has no accessibility violations in light and dark mode", async ({
  demo,
  page,
  addPerson,
  expectAccessible,
  saveScreenshot,
}) => {
  const expectAccessibleColors = async (screenshot?: string): Promise<void> => {
    await forEachColorScheme(page, async (colorScheme) => {
      await expectColorScheme(page, colorScheme);
      await expectAccessible(page);
      if (screenshot !== undefined) await saveScreenshot(page, `${screenshot}-${colorScheme}`);
    });
  };
  await page.goto(demo.urls["admin-ui"]);
  await expect(page.getByRole("button", { name: "Sign in with ZITADEL" })).toBeVisible();
  await expectAccessibleColors("admin-sign-in");
  await signIn(page, `${demo.urls["admin-ui"]}/users`, "granny");
  await expect(page.getByRole("status")).toContainText("users");
  await expectAccessibleColors();

  const { id } = addPerson({ givenName: "Road", familyName: "Runner", metadata });
  await page.goto(`${demo.urls["admin-ui"]}/users/${id}`);
  await expect(page.getByRole("table", { name: "Metadata" })).toContainText("gold");
  await expectAccessibleColors("admin-user");

  await page.getByRole("link", { name: "Edit settings" }).click();
  const drawer = page.getByRole("dialog", { name: "Edit settings" });
  await valueOf(drawer).fill('{"theme":');
  await drawer.getByRole("button", { name: "Save" }).click();
  await expect(drawer.getByText("Invalid JSON.")).toBeVisible();
  await expectAccessibleColors("admin-edit");
  await page.keyboard.press("Escape");
  await expect(page.getByText("Leave without saving?")).toBeVisible();
  await expectAccessibleColors();
});

test("can be used with the keyboard only", async ({ demo, page, addPerson }) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await expect(user.row("plan")).toBeVisible();
  const { keyboard } = page;
  const tabTo = async (name: string): Promise<void> => {
    for (let presses = 0; presses < 25; presses++) {
      await keyboard.press("Tab");
      const focused = page.locator(":focus");
      const label = (await focused.getAttribute("aria-label")) ?? (await focused.textContent());
      if (label?.trim() === name) return;
    }
    throw new Error(`${name} was not reached with Tab`);
  };
  await page.reload();
  await expect(user.row("plan")).toBeVisible();
  await keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await keyboard.press("Enter");

  await tabTo("Add a key");
  await keyboard.press("Enter");
  await expect(user.drawer.getByLabel("Key")).toBeFocused();
  await keyboard.type("note");
  for (let presses = 0; presses < 2; presses++) await keyboard.press("Tab");
  await expect(valueOf(user.drawer)).toBeFocused();
  await keyboard.type("typed text");
  await keyboard.press("Control+Enter");
  await expect(user.row("note")).toContainText("typed text");
  await expect(user.drawer).toBeHidden();
  await expect(page.getByRole("link", { name: "Add a key" })).toBeFocused();

  await tabTo("Edit plan");
  await keyboard.press("Enter");
  await expect(valueOf(user.drawer)).toBeFocused();
  await keyboard.press("Control+A");
  await keyboard.type("silver");
  await keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Keep editing" })).toBeFocused();
  await keyboard.press("Enter");
  await expect(valueOf(user.drawer)).toBeFocused();
  await keyboard.press("Control+Enter");
  await expect(user.row("plan")).toContainText("silver");
  await expect(page.getByRole("link", { name: "Edit plan" })).toBeFocused();

  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Cancel" })).toBeFocused();
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await expect(user.row("plan")).toBeHidden();
  await expect(page.getByRole("heading", { name: "Metadata" })).toBeFocused();
});

test("fits the screen of a phone", async ({
  demo,
  otherPage,
  addPerson,
  expectAccessible,
  saveScreenshot,
}) => {
  const page = await otherPage({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const { id } = addPerson({ givenName: "Road", familyName: "Runner", metadata });
  const fits = (): Promise<boolean> =>
    page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  await signIn(page, `${demo.urls["admin-ui"]}/users`, "granny");
  await expect(page.getByRole("status")).toContainText("users");
  expect(await fits()).toBe(true);
  await saveScreenshot(page, "admin-users-phone");
  await page.goto(`${demo.urls["admin-ui"]}/users/${id}`);
  await expect(page.getByRole("cell", { name: "gold" })).toBeVisible();
  expect(await fits()).toBe(true);
  await expectAccessible(page);
  await saveScreenshot(page, "admin-user-phone");
  await page.getByRole("link", { name: "Edit plan" }).click();
  const drawer = page.getByRole("dialog", { name: "Edit plan" });
  await valueOf(drawer).fill("silver");
  expect(await fits()).toBe(true);
  await expect(page.getByText("Press Ctrl+Enter")).toBeHidden();
  await saveScreenshot(page, "admin-edit-phone");
  await drawer.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("cell", { name: "silver" })).toBeVisible();
});

test("keeps the selected color scheme after a reload", async ({ demo, page }) => {
  await signIn(page, demo.urls["admin-ui"], "granny");
  await page.getByRole("button", { name: "Color scheme" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  const root = page.locator("html");
  await expect(root).toHaveAttribute("data-mantine-color-scheme", "dark");
  await page.reload();
  await expect(root).toHaveAttribute("data-mantine-color-scheme", "dark");
});
