import { expect, test } from "./support/demo-test.js";
import { button, nameField, notice, openPreferences } from "./support/web-page.js";

test("shows validation errors at their fields and keeps other changes", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
  expectAccessible,
}) => {
  const { name } = addPerson({ metadata: { "preferences.displayName": "Ada" } });
  await openPreferences(page, demo.urls.web, name);
  await nameField(page).fill("x".repeat(101));
  await page.getByRole("switch", { name: "Newsletter" }).check();
  await button(page, "Save").click();
  await expect(page.getByText(/must have at most 100 characters/)).toBeVisible();
  await expect(nameField(page)).toBeFocused();
  await expect(nameField(page)).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("switch", { name: "Newsletter" })).toBeChecked();
  await expectAccessible(page);
  await saveScreenshot(page, "web-invalid");

  await nameField(page).fill("");
  await button(page, "Save").click();
  await expect(page.getByText("Enter a value.")).toBeVisible();
  await nameField(page).fill("Ada Lovelace");
  await page.keyboard.press("Enter");
  await expect(notice(page)).toHaveText("Saved.");
  await expect(nameField(page)).toHaveAttribute("aria-invalid", "false");
});

test("reports missing permission and does not offer a retry", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
}) => {
  const { name } = addPerson();
  await openPreferences(page, demo.urls.web, name);
  // The demo's rules allow all users to write their own preferences, so the response is simulated.
  const errors = [{ message: "Not permitted.", extensions: { code: "FORBIDDEN" } }];
  const headers = {
    "access-control-allow-origin": demo.urls.web,
    "access-control-allow-headers": "authorization, content-type",
  };
  await page.route(demo.urls.gateway, (route) => route.fulfill({ json: { errors }, headers }));
  await nameField(page).fill("Ada");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("Not saved: you do not have permission. Contact support.");
  await expect(button(page, "Save")).toBeVisible();
  await expect(nameField(page)).toHaveValue("Ada");
  await saveScreenshot(page, "web-forbidden");
});

test("keeps unsaved changes during an outage and saves them on a retry", async ({
  demo,
  page,
  addPerson,
  pageErrors,
  saveScreenshot,
  expectAccessible,
}) => {
  const { name } = addPerson();
  await openPreferences(page, demo.urls.web, name);
  demo.zitadel.failNext(/userinfo$/, { status: 503 }, 10);
  await page.reload();
  await expect(notice(page)).toHaveText("Your preferences could not be loaded: the shop is not responding.");
  await saveScreenshot(page, "web-not-loaded");
  demo.zitadel.reset();
  await button(page, "Try again").click();
  await expect(notice(page)).toHaveText("No unsaved changes.");

  demo.zitadel.failNext(/SetUserMetadata$/, { status: 429 }, 3);
  await nameField(page).fill("Ada");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("Not saved: the shop is not responding.");
  await expectAccessible(page);
  await saveScreenshot(page, "web-outage");
  await button(page, "Try again").click();
  await expect(notice(page)).toHaveText("Saved.");

  pageErrors.allow(/ERR_INTERNET_DISCONNECTED/);
  await page.context().setOffline(true);
  await nameField(page).fill("Ada Lovelace");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("Not saved: the shop is not responding.");
  await page.context().setOffline(false);
  await page.reload();
  await expect(nameField(page)).toHaveValue("Ada Lovelace");
  await expect(notice(page)).toHaveText("Unsaved changes.");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("Saved.");
});

test("reports an unknown outcome after a lost response", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
}) => {
  const { name } = addPerson();
  await openPreferences(page, demo.urls.web, name);
  demo.zitadel.failNext(/SetUserMetadata$/, { status: 503 });
  await nameField(page).fill("Ada");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("The shop did not confirm the save. Save again.");
  await saveScreenshot(page, "web-uncertain");
  await button(page, "Save again").click();
  await expect(notice(page)).toHaveText("Saved.");
});
