import type { Locator, Page } from "@playwright/test";
import { expectColorScheme, openUser, type UserView } from "./support/admin-page.js";
import { forEachAppearance } from "./support/appearance.js";
import { expect, test } from "./support/demo-test.js";
import { expectStored } from "./support/stored.js";

/** For each widget: a typed key, how to enter a value, and the text to store. */
const widgets: readonly {
  key: string;
  enter: (drawer: Locator, page: Page) => Promise<unknown>;
  text: string;
}[] = [
  {
    key: "customer.group",
    enter: (drawer) => drawer.getByRole("combobox", { name: "Customer group" }).selectOption("business"),
    text: "business",
  },
  {
    key: "customer.vip",
    enter: (drawer) => drawer.getByRole("switch", { name: "VIP" }).click(),
    text: "true",
  },
  {
    key: "customer.discount",
    enter: (drawer) => drawer.getByRole("textbox", { name: "Discount" }).fill("15"),
    text: "15",
  },
  {
    key: "customer.since",
    enter: (drawer) => drawer.getByLabel("Customer since").fill("2024-02-29T09:30"),
    text: "2024-02-29T09:30:00.000Z",
  },
  {
    key: "tags",
    enter: async (drawer, page) => {
      await drawer.getByLabel("Tags").fill("new");
      await page.keyboard.press("Enter");
      await drawer.getByLabel("Tags").fill("from fair");
      await page.keyboard.press("Enter");
    },
    text: '["new","from fair"]',
  },
  {
    key: "customer.address",
    enter: (drawer) => drawer.getByRole("textbox", { name: "Delivery address" }).fill('{"city":"Ulm"}'),
    text: '{"city":"Ulm"}',
  },
  {
    key: "plan",
    enter: (drawer) => drawer.getByRole("textbox", { name: "Plan" }).fill("gold"),
    text: "gold",
  },
];

test("stores the value of each widget", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
  expectAccessible,
}) => {
  const { name, id } = addPerson();
  const user = await openUser(page, demo, id);
  for (const { key, enter, text } of widgets) {
    await startAdding(page, user, key);
    await enter(user.drawer, page);
    await expectAccessible(page);
    await saveScreenshot(page, `admin-widget-${key}`);
    await user.saveAndClose();
    await expect(user.row(key), key).toBeVisible();
    await expectStored(demo, name, key, text);
  }
});

test("opens the stored value in its widget and changes it", async ({ demo, page, addPerson }) => {
  const metadata = { "customer.vip": "true", "customer.since": "2024-02-29T09:30:00Z", tags: '["a","b"]' };
  const { name, id } = addPerson({ metadata });
  const user = await openUser(page, demo, id);
  await user.openEditor("customer.vip");
  await expect(user.drawer.getByLabel("VIP")).toBeChecked();
  await user.drawer.getByRole("switch", { name: "VIP" }).click();
  await user.saveAndClose();
  await expect(user.row("customer.vip")).toContainText("false");
  await user.openEditor("customer.since");
  await expect(user.drawer.getByLabel("Customer since")).toHaveValue("2024-02-29T09:30");
  await user.drawer.getByRole("button", { name: "Cancel" }).click();
  await user.openEditor("tags");
  await expect(user.drawer.getByText("a", { exact: true })).toBeVisible();
  await user.drawer.getByLabel("Tags").press("Backspace");
  await user.saveAndClose();
  await expectStored(demo, name, "tags", '["a"]');
});

test("shows why a value is rejected at its field", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
  expectAccessible,
}) => {
  const { name, id } = addPerson({ metadata: { "customer.discount": "10" } });
  const user = await openUser(page, demo, id);
  await user.openEditor("customer.discount");
  const field = user.drawer.getByRole("textbox", { name: "Discount" });
  await field.fill("60");
  await user.save();
  await expect(field).toHaveAccessibleDescription(/The value must be at most 50/);
  await expect(field).toBeFocused();
  await expectAccessible(page);
  await saveScreenshot(page, "admin-value-not-valid");
  await field.fill("50");
  await user.saveAndClose();
  await expectStored(demo, name, "customer.discount", "50");
});

test("corrects a stored value that the widget cannot display", async ({ demo, page, addPerson }) => {
  const { name, id } = addPerson({ metadata: { "customer.discount": "ten" } });
  const user = await openUser(page, demo, id);
  await user.edit("customer.discount", "10");
  await expect(user.drawer.getByText("The value does not have the expected form")).toBeVisible();
  await user.saveAndClose();
  await expectStored(demo, name, "customer.discount", "10");
});

test("offers changes of writable keys only, and never shows a hidden key", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
}) => {
  const metadata = { "billing.seats": "3", "internal.score": "7", plan: "gold" };
  const user = await openUser(page, demo, addPerson({ metadata }).id);
  await expect(user.row("plan")).toBeVisible();
  await expect(page.getByRole("link", { name: "Edit plan" })).toBeVisible();
  await expect(user.row("billing.seats")).toContainText("3");
  await expect(page.getByRole("link", { name: "Edit billing.seats" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Delete billing.seats" })).toHaveCount(0);
  await expect(page.getByRole("checkbox", { name: "Select billing.seats" })).toBeDisabled();
  await saveScreenshot(page, "admin-read-only-key");

  await page.getByRole("link", { name: "Add a key" }).click();
  await expect(page.getByRole("option")).toContainText(["contract", "tags", "customer.group"]);
  await expect(page.getByRole("option", { name: /billing|internal|plan|preferences/ })).toHaveCount(0);
  await expect(page.getByText("internal.score")).toHaveCount(0);

  await page.goto(`${page.url().split("?")[0] ?? ""}?edit=billing.seats`);
  await expect(page.getByRole("dialog", { name: "billing.seats" })).toContainText("3");
  await expect(user.drawer).toBeHidden();
});

test("shows a form that fits 390, 800 and 1280 px in light and dark mode", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
  expectAccessible,
}) => {
  const user = await openUser(page, demo, addPerson({ metadata: { tags: '["new","fair"]' } }).id);
  await user.openEditor("tags");
  await expect(user.drawer.getByLabel("Tags")).toBeVisible();
  await forEachAppearance(page, async (name, colorScheme) => {
    await expectColorScheme(page, colorScheme);
    await expect(user.drawer.getByLabel("Tags")).toBeVisible();
    await expectAccessible(page);
    await saveScreenshot(page, `admin-typed-${name}`);
  });
});

async function startAdding(page: Page, user: UserView, key: string): Promise<void> {
  await page.getByRole("link", { name: "Add a key" }).click();
  await user.drawer.getByLabel("Key").fill(key);
}
