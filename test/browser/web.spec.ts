import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support/demo-test.js";
import { logIn, signIn } from "./support/sign-in.js";

const notice = (page: Page): Locator => page.locator("#notice");
const nameField = (page: Page): Locator => page.getByRole("textbox", { name: "Your name" });
const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

/** Signs in at the web page, and waits for the preferences. */
async function open(page: Page, url: string, name: string): Promise<void> {
  await signIn(page, url, name);
  await expect(notice(page)).toHaveText("All is saved.");
}

test("a person sees their preferences, changes them, and they stay", async ({
  demo,
  page,
  shoot,
  expectAccessible,
}) => {
  await page.goto(demo.urls.web);
  await expect(button(page, "Sign in")).toBeVisible();
  await expectAccessible(page);
  await shoot(page, "web-welcome");
  await open(page, demo.urls.web, "road-runner");
  await expect(page.getByRole("definition").filter({ hasText: "10045" })).toBeVisible();
  await expectAccessible(page);
  await shoot(page, "web");

  await nameField(page).fill("Accelleratii Incredibus");
  await page.getByRole("radio", { name: "Dark" }).check();
  await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
  await page.getByLabel("Language").selectOption("Deutsch");
  await page.getByRole("switch", { name: "Newsletter" }).check();
  await page.getByRole("checkbox", { name: "Lower prices" }).check();
  await expect(notice(page)).toHaveText("Not saved yet.");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("Saved.");
  await expectAccessible(page);
  await shoot(page, "web-saved");

  await page.reload();
  await expect(nameField(page)).toHaveValue("Accelleratii Incredibus");
  await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
  await expect(page.getByLabel("Language")).toHaveValue("de");
  await expect(page.getByRole("switch", { name: "Newsletter" })).toBeChecked();
  const stored = demo.zitadel.metadataOf("road-runner");
  expect(new TextDecoder().decode(stored.get("preferences.notices"))).toBe(
    '{"orders":false,"prices":true,"arrivals":false}',
  );
});

test("only what was changed is written, and what others keep in the JSON stays", async ({
  demo,
  page,
  addPerson,
}) => {
  const { name } = addPerson({ metadata: { "preferences.notices": '{"orders":true,"sound":"beep"}' } });
  await open(page, demo.urls.web, name);
  await page.getByRole("checkbox", { name: "My orders" }).uncheck();
  await page.keyboard.press("Enter");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("Saved.");
  const stored = demo.zitadel.metadataOf(name);
  expect([...stored.keys()]).toEqual(["preferences.notices"]);
  expect(JSON.parse(new TextDecoder().decode(stored.get("preferences.notices")))).toEqual({
    orders: false,
    sound: "beep",
    prices: false,
    arrivals: false,
  });
});

test("what cannot be stored is told at its field, and nothing is lost", async ({
  demo,
  page,
  addPerson,
  shoot,
  expectAccessible,
}) => {
  const { name } = addPerson({ metadata: { "preferences.displayName": "Ada" } });
  await open(page, demo.urls.web, name);
  await nameField(page).fill("x".repeat(2049));
  await page.getByRole("switch", { name: "Newsletter" }).check();
  await button(page, "Save").click();
  await expect(page.getByText("This is too long.")).toBeVisible();
  await expect(nameField(page)).toBeFocused();
  await expect(nameField(page)).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("switch", { name: "Newsletter" })).toBeChecked();
  await expectAccessible(page);
  await shoot(page, "web-invalid");

  await nameField(page).fill("");
  await button(page, "Save").click();
  await expect(page.getByText("This cannot be empty.")).toBeVisible();
  await nameField(page).fill("Ada Lovelace");
  await page.keyboard.press("Enter");
  await expect(notice(page)).toHaveText("Saved.");
  await expect(nameField(page)).toHaveAttribute("aria-invalid", "false");
});

test("a refusal says that it is one, and offers no second try", async ({ demo, page, addPerson, shoot }) => {
  const { name } = addPerson();
  await open(page, demo.urls.web, name);
  // The demo's rules refuse nobody their own preferences.
  const errors = [{ message: "no", extensions: { code: "FORBIDDEN" } }];
  const headers = {
    "access-control-allow-origin": demo.urls.web,
    "access-control-allow-headers": "authorization, content-type",
  };
  await page.route(demo.urls.gateway, (route) => route.fulfill({ json: { errors }, headers }));
  await nameField(page).fill("Ada");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("Not saved: you are not allowed to. Our support can help.");
  await expect(button(page, "Save")).toBeVisible();
  await expect(nameField(page)).toHaveValue("Ada");
  await shoot(page, "web-refused");
});

test("an outage loses nothing, and trying again helps", async ({
  demo,
  page,
  addPerson,
  watch,
  shoot,
  expectAccessible,
}) => {
  const { name } = addPerson();
  await open(page, demo.urls.web, name);
  demo.zitadel.failNext(/userinfo$/, { status: 503 }, 10);
  await page.reload();
  await expect(notice(page)).toHaveText("Your preferences could not be read: the shop does not answer.");
  await shoot(page, "web-unread");
  demo.zitadel.calm();
  await button(page, "Try again").click();
  await expect(notice(page)).toHaveText("All is saved.");

  demo.zitadel.failNext(/SetUserMetadata$/, { status: 429 }, 3);
  await nameField(page).fill("Ada");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("Not saved: the shop does not answer.");
  await expectAccessible(page);
  await shoot(page, "web-outage");
  await button(page, "Try again").click();
  await expect(notice(page)).toHaveText("Saved.");

  watch.allow(/ERR_INTERNET_DISCONNECTED/);
  await page.context().setOffline(true);
  await nameField(page).fill("Ada Lovelace");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("Not saved: the shop does not answer.");
  await page.context().setOffline(false);
  await page.reload();
  await expect(nameField(page)).toHaveValue("Ada Lovelace");
  await expect(notice(page)).toHaveText("Not saved yet.");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("Saved.");
});

test("a write whose answer was lost is not told as failed", async ({ demo, page, addPerson, shoot }) => {
  const { name } = addPerson();
  await open(page, demo.urls.web, name);
  demo.zitadel.failNext(/SetUserMetadata$/, { status: 503 });
  await nameField(page).fill("Ada");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("It is not certain that this was saved.");
  await shoot(page, "web-uncertain");
  await button(page, "Save again").click();
  await expect(notice(page)).toHaveText("Saved.");
});

test("a session that has ended keeps what was typed until they are back", async ({
  demo,
  page,
  addPerson,
  shoot,
}) => {
  const { name } = addPerson();
  await open(page, demo.urls.web, name);
  await nameField(page).fill("Ada");
  const token = await page.evaluate(
    () => /"access_token":"([^"]+)"/.exec(JSON.stringify({ ...sessionStorage }).replaceAll("\\", ""))?.[1],
  );
  demo.zitadel.revoke(token ?? "");
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

test("by keyboard alone", async ({ demo, page, addPerson }) => {
  const { name } = addPerson({ metadata: { "preferences.displayName": "Ada" } });
  await open(page, demo.urls.web, name);
  await page.getByRole("button", { name: "Sign out" }).focus();
  await page.keyboard.press("Tab");
  await expect(nameField(page)).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("radio", { name: "Dark" })).toBeChecked();
  await page.keyboard.press("Enter");
  await expect(notice(page)).toHaveText("Saved.");
  await expect(page.getByRole("radio", { name: "Dark" })).toBeFocused();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`on a phone, ${colorScheme}: nothing wider than it, nothing that jumps`, async ({
    demo,
    browser,
    watch,
    addPerson,
    shoot,
    expectAccessible,
  }) => {
    const { name } = addPerson({ metadata: { note: "A text without spaces: ".concat("x".repeat(200)) } });
    const viewport = { width: 390, height: 844 };
    await using context = await browser.newContext({ viewport, colorScheme, isMobile: true, hasTouch: true });
    watch.watch(context);
    const page = await context.newPage();
    await open(page, demo.urls.web, name);
    await page.reload();
    await expect(notice(page)).toHaveText("All is saved.");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await layoutShift(page)).toBeLessThan(0.05);
    await expectAccessible(page);
    await shoot(page, `web-phone-${colorScheme}`);
  });
}

test("the built page lets nothing in but its own", async ({ demo, page }) => {
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

/** What moved while the page was loading, as browsers count it. */
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
