import { expect, test } from "./support/demo-test.js";
import { signIn } from "./support/sign-in.js";

test("one signs in at ZITADEL, comes back to where one was going, and signs out", async ({ demo, page }) => {
  await signIn(page, `${demo.urls["admin-ui"]}/users?search=runner`, "granny");
  await expect(page).toHaveURL(/search=runner/);
  await expect(page.getByText("Emma Webster")).toBeVisible();
  await expect(page.getByRole("link", { name: /runner/i })).toBeVisible();
  expect(
    await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("oidc."))),
  ).toEqual([]);

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in with ZITADEL" })).toBeVisible();
});

test("who changes their mind at ZITADEL's login page can start again", async ({ demo, page }) => {
  await page.goto(demo.urls["admin-ui"]);
  await page.getByRole("button", { name: "Sign in with ZITADEL" }).click();
  await page.getByRole("button", { name: /^Cancel/ }).click();
  await expect(page.getByRole("alert")).toContainText("You are not signed in");
  await page.getByRole("link", { name: "Start again" }).click();
  await expect(page.getByRole("button", { name: "Sign in with ZITADEL" })).toBeVisible();
});

test("users are listed in pages, and found by name", async ({ demo, page, addPerson, shoot }) => {
  const { id } = addPerson({ givenName: "Zora", familyName: "Neale" });
  await signIn(page, demo.urls["admin-ui"], "granny");
  const rows = page.getByRole("table", { name: "Users" }).getByRole("row");
  await expect(page.getByRole("status")).toContainText("users");
  await expect(rows).toHaveCount(21);
  await shoot(page, "admin-users");
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
  await expect(page.getByText("Nothing is stored about this user")).toBeVisible();
  await shoot(page, "admin-user-empty");
});

test("where nobody has the name, and where there is no such user, it is said", async ({
  demo,
  page,
  shoot,
}) => {
  await signIn(page, `${demo.urls["admin-ui"]}/users?search=nobody-at-all`, "granny");
  await expect(page.getByText("Nobody is called “nobody-at-all”")).toBeVisible();
  await shoot(page, "admin-users-none");
  await page.goto(`${demo.urls["admin-ui"]}/users/1`);
  await expect(page.getByRole("heading", { name: "There is no such user" })).toBeVisible();
  await page.goto(`${demo.urls["admin-ui"]}/elsewhere`);
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
});
