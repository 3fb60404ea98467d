import type { Page } from "@playwright/test";
import { forEachColorScheme } from "./support/appearance.js";
import { expect, test } from "./support/demo-test.js";
import { expectStored, expectStoredKeys, storedText } from "./support/stored.js";
import { button, nameField, notice, openPreferences } from "./support/web-page.js";

test("shows, changes and stores preferences", async ({ demo, page, saveScreenshot, expectAccessible }) => {
  await page.setViewportSize({ width: 860, height: 860 });
  await page.goto(demo.urls.web);
  await expect(button(page, "Sign in")).toBeVisible();
  await expectAccessible(page);
  await saveScreenshot(page, "web-welcome");
  await openPreferences(page, demo.urls.web, "road-runner");
  await expect(page.getByRole("definition").filter({ hasText: "10045" })).toBeVisible();
  await expectAccessible(page);
  await saveScreenshot(page, "web");

  await nameField(page).fill("Accelleratii Incredibus");
  await page.getByLabel("Theme").selectOption("dark");
  await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
  await page.getByLabel("Language").selectOption("Deutsch");
  await page.getByRole("switch", { name: "Newsletter" }).check();
  await page.getByRole("checkbox", { name: "Price drops" }).check();
  await expect(notice(page)).toHaveText("Unsaved changes.");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("Saved.");
  await expectAccessible(page);
  await saveScreenshot(page, "web-saved");

  await page.reload();
  await expect(nameField(page)).toHaveValue("Accelleratii Incredibus");
  await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
  await expect(page.getByLabel("Language")).toHaveValue("de");
  await expect(page.getByRole("switch", { name: "Newsletter" })).toBeChecked();
  const notices = '{"orders":false,"prices":true,"arrivals":false}';
  await expectStored(demo, "road-runner", "preferences.notices", notices);
});

test("writes changed keys only and keeps unknown JSON properties", async ({ demo, page, addPerson }) => {
  const { name } = addPerson({
    metadata: {
      "preferences.displayName": "Ada",
      "preferences.notices": '{"orders":true,"sound":"beep"}',
    },
  });
  await openPreferences(page, demo.urls.web, name);
  await page.getByRole("checkbox", { name: "My orders" }).uncheck();
  await page.keyboard.press("Enter");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("Saved.");
  await expectStoredKeys(demo, name, ["preferences.displayName", "preferences.notices"]);
  expect(JSON.parse(storedText(demo, name, "preferences.notices") ?? "")).toEqual({
    orders: false,
    sound: "beep",
    prices: false,
    arrivals: false,
  });
});

test("can be used with the keyboard only", async ({ demo, page, addPerson }) => {
  const { name } = addPerson({ metadata: { "preferences.displayName": "Ada" } });
  await openPreferences(page, demo.urls.web, name);
  await page.getByRole("button", { name: "Sign out" }).focus();
  await page.keyboard.press("Tab");
  await expect(nameField(page)).toBeFocused();
  await page.keyboard.press("Tab");
  const theme = page.getByLabel("Theme");
  await expect(theme).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(theme).toHaveValue("light");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(notice(page)).toHaveText("Saved.");
  await expect(nameField(page)).toBeFocused();
});

test("fits a phone in light and dark mode, without layout shifts", async ({
  demo,
  otherPage,
  addPerson,
  saveScreenshot,
  expectAccessible,
}) => {
  const { name } = addPerson({
    metadata: {
      "preferences.displayName": "Ada",
      note: "A text without spaces: ".concat("x".repeat(200)),
    },
  });
  const page = await otherPage({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await openPreferences(page, demo.urls.web, name);
  await forEachColorScheme(page, async (colorScheme) => {
    await page.reload();
    await expect(notice(page)).toHaveText("No unsaved changes.");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await layoutShift(page)).toBeLessThan(0.05);
    await expectAccessible(page);
    await saveScreenshot(page, `web-phone-${colorScheme}`);
  });
});

test("allows only its own resources in the built page", async ({ demo, page }) => {
  const response = await page.goto(demo.urls.web);
  expect(response?.headers()["content-security-policy"]).toBe("frame-ancestors 'none'");
  const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
  const { origin: issuer } = new URL(demo.urls.zitadel);
  const { origin: gateway } = new URL(demo.urls.gateway);
  await expect(policy).toHaveAttribute(
    "content",
    `default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src ${issuer} ${gateway}; ` +
      "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'",
  );
});

/** The cumulative layout shift while the page was loading. */
function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          resolve(
            list.getEntries().reduce((sum, entry) => sum + ("value" in entry ? Number(entry.value) : 0), 0),
          );
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => {
          resolve(0);
        }, 500);
      }),
  );
}
