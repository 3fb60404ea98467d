import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support/demo-test.js";
import { signIn } from "./support/sign-in.js";

/** The steps in docs/getting-started.md and in the demo's welcome message. */
test("follows the steps of docs/getting-started.md", async ({ demo, page, otherPage }) => {
  await signIn(page, demo.urls["admin-ui"], "granny");
  await page.getByRole("searchbox", { name: "Search by name" }).fill("road-runner");
  // Until the search has finished, the list shows all users, and tests may have added others of this name.
  await expect(page.getByRole("status")).toHaveText("1 user");
  await page.getByRole("link", { name: "Road Runner" }).click();
  await expect(page.getByRole("heading", { name: "Road Runner" })).toBeVisible();

  await page.getByRole("link", { name: "Edit plan" }).click();
  const edit = page.getByRole("dialog", { name: "Edit plan" });
  await edit.getByRole("textbox", { name: "Plan" }).fill("platinum");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(edit).toBeHidden();
  await expect(page.getByRole("cell", { name: "platinum" })).toBeVisible();
  const add = await addKey(page, "shoe-size", "48");
  await expect(add).toBeHidden();
  await expect(page.getByRole("cell", { name: "48", exact: true })).toBeVisible();

  await addKey(page, "preferences.theme", "dark");
  await expect(add.getByText("You do not have permission to change this key.")).toBeVisible();

  const selfService = await otherPage();
  await signIn(selfService, demo.urls.web, "road-runner");
  await selfService.getByLabel("Your name").fill("Road Runner");
  await selfService.getByLabel("Theme").selectOption("light");
  await selfService.getByRole("button", { name: "Save", exact: true }).click();
  await expect(selfService.locator("#notice")).toHaveText("Saved.");

  await page.goto(`${demo.urls["admin-ui"]}/users/${demo.zitadel.directory.user("road-runner")}`);
  await expect(page.getByRole("row", { name: /preferences\.theme/ })).toContainText("light");
});

/** Enters a key and its value, and clicks Save. Returns the dialog, which closes if the value was saved. */
async function addKey(page: Page, key: string, value: string): Promise<Locator> {
  await page.getByRole("link", { name: "Add a key" }).click();
  const add = page.getByRole("dialog", { name: "Add a key" });
  await add.getByLabel("Key").fill(key);
  await add.getByRole("textbox", { name: "Value" }).fill(value);
  await add.getByRole("button", { name: "Save" }).click();
  return add;
}
