import { forEachAppearance } from "./support/appearance.js";
import { expect, test } from "./support/demo-test.js";
import { signIn } from "./support/sign-in.js";
import { expectStored, expectStoredKeys } from "./support/stored.js";
import { button, nameField, notice, openPreferences } from "./support/web-page.js";

test("requires missing values of a new user", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
  expectAccessible,
}) => {
  const { name } = addPerson();
  await signIn(page, demo.urls.web, name);
  const request = page.getByText("Welcome! Some details are still missing: Your name.");
  await expect(request).toBeVisible();
  await expect(nameField(page)).toBeFocused();
  await expectAccessible(page);
  await saveScreenshot(page, "web-new-user");
  await button(page, "Save").click();
  await expect(nameField(page)).toHaveAccessibleDescription("Enter a value.");
  await nameField(page).fill("Ada");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("Saved.");
  await expect(request).toBeHidden();
  await expectStoredKeys(demo, name, ["preferences.displayName"]);
  await expectStored(demo, name, "preferences.displayName", "Ada");
});

test("has a field for each typed key that the user may write, and never shows a hidden key", async ({
  demo,
  page,
  addPerson,
}) => {
  const metadata = {
    "preferences.displayName": "Ada",
    "billing.seats": "3",
    plan: "gold",
    "internal.score": "7",
  };
  await openPreferences(page, demo.urls.web, addPerson({ metadata }).name);
  await expect(page.locator("#fields .row")).toHaveText([
    /^Your name/,
    /^Theme/,
    /^Language/,
    /^Newsletter/,
    /^Notify me about/,
  ]);
  await expect(page.getByRole("term")).toHaveText(["Seats", "Plan"]);
  await expect(page.getByText("internal.score")).toHaveCount(0);
});

test("deletes the entry of a field that the user empties", async ({ demo, page, addPerson }) => {
  const metadata = { "preferences.displayName": "Ada", "preferences.language": "fr" };
  const { name } = addPerson({ metadata });
  await openPreferences(page, demo.urls.web, name);
  await page.getByLabel("Language").selectOption("");
  await nameField(page).fill("Ada Lovelace");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("Saved.");
  await expect(page.getByLabel("Language")).toHaveValue("en");
  await expectStoredKeys(demo, name, ["preferences.displayName"]);
});

test("fits 390, 800 and 1280 px in light and dark mode", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
}) => {
  await openPreferences(page, demo.urls.web, addPerson().name);
  await forEachAppearance(page, (name) => saveScreenshot(page, `web-typed-${name}`));
});
