import { expect, test } from "./support/demo-test.js";
import { signIn } from "./support/sign-in.js";

test("signs in, returns to the requested page and signs out", async ({ demo, page }) => {
  await signIn(page, `${demo.urls["admin-ui"]}/users?search=road-runner`, "granny");
  await expect(page).toHaveURL(/search=road-runner/);
  await expect(page.getByText("Emma Webster")).toBeVisible();
  await expect(page.getByRole("link", { name: /runner/i })).toBeVisible();
  expect(
    await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("oidc."))),
  ).toEqual([]);

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in with ZITADEL" })).toBeVisible();
});

test("lets the user sign in again after cancelling at ZITADEL", async ({ demo, page }) => {
  await page.goto(demo.urls["admin-ui"]);
  await page.getByRole("button", { name: "Sign in with ZITADEL" }).click();
  await page.getByRole("button", { name: /^Cancel/ }).click();
  await expect(page.getByRole("alert")).toContainText("Sign-in failed");
  await page.getByRole("link", { name: "Back to sign-in" }).click();
  await expect(page.getByRole("button", { name: "Sign in with ZITADEL" })).toBeVisible();
});

test("lists users in pages and searches by name", async ({ demo, page, addPerson, saveScreenshot }) => {
  const { id } = addPerson({ givenName: "Zora", familyName: "Neale" });
  await signIn(page, demo.urls["admin-ui"], "granny");
  const rows = page.getByRole("table", { name: "Users" }).getByRole("row");
  await expect(page.getByRole("status")).toContainText("users");
  await expect(rows).toHaveCount(21);
  await saveScreenshot(page, "admin-users");
  const first = await rows.nth(1).textContent();

  await page.getByRole("button", { name: "Page 2" }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(rows.nth(1)).not.toHaveText(first ?? "");
  await page.goBack();
  await expect(rows.nth(1)).toHaveText(first ?? "");

  await page.getByLabel("Search by name").fill("zora");
  await expect(page.getByRole("status")).toHaveText("1 user");
  await page.getByRole("link", { name: "Zora Neale" }).click();
  await expect(page).toHaveURL(new RegExp(id));
  await expect(page.getByRole("heading", { name: "Zora Neale" })).toBeFocused();
  await expect(page.getByText("No metadata", { exact: true })).toBeVisible();
  await saveScreenshot(page, "admin-user-empty");
});

test("reports an empty search, an unknown user and an unknown page", async ({
  demo,
  page,
  saveScreenshot,
}) => {
  await signIn(page, `${demo.urls["admin-ui"]}/users?search=no-such-name`, "granny");
  await expect(page.getByText("No users match “no-such-name”")).toBeVisible();
  await saveScreenshot(page, "admin-users-none");
  await page.goto(`${demo.urls["admin-ui"]}/users/1`);
  await expect(page.getByRole("heading", { name: "User not found" })).toBeVisible();
  await page.goto(`${demo.urls["admin-ui"]}/elsewhere`);
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
});
