import type { Locator, Page } from "@playwright/test";
import { expectColorScheme } from "./support/admin-page.js";
import { forEachAppearance, forEachColorScheme } from "./support/appearance.js";
import { expect, test } from "./support/demo-test.js";
import { signIn } from "./support/sign-in.js";

const rowsOf = (page: Page): Locator => page.getByRole("table", { name: "Users" }).getByRole("row");

const valueOf = (page: Page): Locator => page.getByRole("textbox", { name: "Value" });

async function search(page: Page, key: string, value: string): Promise<void> {
  await page.getByRole("combobox", { name: "Key" }).fill(key);
  await valueOf(page).fill(value);
  await page.getByRole("button", { name: "Search" }).click();
}

test("finds users by key and value, in pages", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
  expectAccessible,
}) => {
  for (let n = 0; n < 21; n++) {
    addPerson({ givenName: `Member ${n}`, familyName: "Page", metadata: { club: "river", plan: "gold" } });
  }
  addPerson({ givenName: "Other", familyName: "Page", metadata: { club: "Rivers" } });
  await signIn(page, `${demo.urls["admin-ui"]}/users`, "granny");
  await page.getByText("By metadata").click();
  await search(page, "club", "river");
  await expect(rowsOf(page)).toHaveCount(21);
  await expect(page.getByRole("status")).toHaveText("20 users on this page");
  await expect(page.getByRole("cell", { name: "river" }).first()).toBeVisible();
  await expectAccessible(page);
  await saveScreenshot(page, "admin-search");

  await page.getByRole("button", { name: "Next page" }).click();
  await expect(rowsOf(page)).toHaveCount(2);
  await page.reload();
  await expect(rowsOf(page)).toHaveCount(2);
  await page.getByRole("button", { name: "First page" }).click();
  await expect(rowsOf(page)).toHaveCount(21);

  await search(page, "club", "Rivers");
  await expect(page.getByRole("status")).toHaveText("1 user");
  await search(page, "club", "");
  await expect(rowsOf(page)).toHaveCount(21);
  await page.goBack();
  await expect(valueOf(page)).toHaveValue("Rivers");
  await page.getByRole("link", { name: "Other Page" }).click();
  await expect(page.getByRole("heading", { name: "Other Page" })).toBeVisible();
});

test("suggests the selected columns and the keys of the first users", async ({ demo, page }) => {
  await signIn(page, `${demo.urls["admin-ui"]}/users?by=metadata`, "granny");
  await page.getByRole("button", { name: "Search" }).click();
  const key = page.getByRole("combobox", { name: "Key" });
  await expect(key).toHaveAccessibleDescription("Enter a key.");
  await key.click();
  await expect(page.getByRole("option", { name: "plan" })).toBeVisible();
  await page.getByRole("option", { name: "contract" }).click();
  await valueOf(page).fill("10045");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Road Runner" })).toBeVisible();
});

test("explains why a search is not possible, and that it has no matches", async ({
  demo,
  page,
  saveScreenshot,
}) => {
  await signIn(page, `${demo.urls["admin-ui"]}/users?by=metadata`, "granny");
  await search(page, "plan", "no such plan");
  await expect(page.getByText("No users have “no such plan” as plan")).toBeVisible();
  await search(page, "internal.score", "7");
  await expect(page.getByRole("alert")).toContainText("You do not have permission to search this key");
  await saveScreenshot(page, "admin-search-forbidden");
  await search(page, "plan", "x".repeat(201));
  await expect(page.getByRole("alert")).toContainText("The server cannot search for this value");
  await page.route(demo.urls.gateway, (route) =>
    route.fulfill({
      headers: { "access-control-allow-origin": demo.urls["admin-ui"] },
      json: {
        data: { usersByMetadata: null },
        errors: [{ message: "Too many.", extensions: { code: "TOO_MANY_MATCHES" } }],
      },
    }),
  );
  await search(page, "plan", "basic");
  await expect(page.getByRole("alert")).toContainText("Too many users have this value");
});

test("fits the search and the orders on all screens in light and dark mode", async ({
  demo,
  page,
  saveScreenshot,
  expectAccessible,
}) => {
  await signIn(page, `${demo.urls["admin-ui"]}/users?by=metadata&key=plan&value=basic`, "granny");
  await expect(rowsOf(page).nth(1)).toContainText("basic");
  for (const [name, path] of [
    ["search", "/users?by=metadata&key=plan&value=basic"],
    ["orders", "/orders"],
  ] as const) {
    await page.goto(demo.urls["admin-ui"] + path);
    await expect(page.getByRole("cell", { name: "basic" }).first()).toBeVisible();
    await forEachAppearance(page, async (appearance, colorScheme) => {
      await expectColorScheme(page, colorScheme);
      await saveScreenshot(page, `admin-${name}-${appearance}`);
    });
    await forEachColorScheme(page, async (colorScheme) => {
      await expectColorScheme(page, colorScheme);
      await expectAccessible(page);
    });
  }
});
