import { signedInAs } from "./support/admin-page.js";
import { expect, test } from "./support/demo-test.js";
import { signIn } from "./support/sign-in.js";

test("signs in, returns to the requested page and signs out", async ({ demo, page }) => {
  await signIn(page, `${demo.urls["admin-ui"]}/users?search=road-runner`, "granny");
  await expect(page).toHaveURL(/search=road-runner/);
  await expect(signedInAs(page, "Emma Webster")).toBeVisible();
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

test("shows the metadata keys that the user selects as columns, in one request", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
}) => {
  const metadata = { plan: "gold", contract: "10077", motto: `${"x".repeat(59)}👩‍🚀${"y".repeat(9)}` };
  addPerson({ givenName: "Carla", familyName: "Columns", metadata });
  addPerson({ givenName: "Clara", familyName: "Columns" });
  await signIn(page, `${demo.urls["admin-ui"]}/users?search=columns`, "granny");
  const table = page.getByRole("table", { name: "Users" });
  const carla = table.getByRole("row").filter({ hasText: "Carla" });
  await expect(carla.getByRole("cell", { name: "gold" })).toBeVisible();
  await expect(table.getByRole("row").filter({ hasText: "Clara" }).getByRole("cell").last()).toHaveText("–");
  await expect(table).not.toContainText("Active");

  const columns = page.getByRole("combobox", { name: "Metadata columns" });
  await columns.click();
  await page.getByRole("option", { name: "contract" }).click();
  await expect(carla.getByRole("cell", { name: "10077" })).toBeVisible();
  const requests: string[] = [];
  page.on("request", (request) => {
    if (request.url() === demo.urls.gateway && request.method() === "POST") requests.push(request.url());
  });
  await columns.fill("motto");
  await columns.press("Enter");
  // The preview ends after the emoji: a part of it would be another character.
  await expect(carla.getByRole("cell").last()).toHaveText(`${"x".repeat(59)}👩‍🚀…`);
  expect(requests).toHaveLength(1);
  await saveScreenshot(page, "admin-users-columns");

  await page.reload();
  await expect(table.getByRole("columnheader")).toHaveText([
    "Name",
    /User name/,
    "plan",
    "contract",
    "motto",
  ]);
  await expect(table.getByRole("columnheader", { name: "User name" })).toHaveAttribute(
    "aria-sort",
    "ascending",
  );
  // The link of a row covers the row.
  await carla.click();
  await expect(page.getByRole("heading", { name: "Carla Columns" })).toBeVisible();
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
