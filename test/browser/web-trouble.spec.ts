import { expect, test } from "./support/demo-test.js";
import { button, nameField, notice, openPreferences } from "./support/web-page.js";

test("what cannot be stored is told at its field, and nothing is lost", async ({
  demo,
  page,
  addPerson,
  shoot,
  expectAccessible,
}) => {
  const { name } = addPerson({ metadata: { "preferences.displayName": "Ada" } });
  await openPreferences(page, demo.urls.web, name);
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
  await openPreferences(page, demo.urls.web, name);
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
  await openPreferences(page, demo.urls.web, name);
  demo.zitadel.failNext(/userinfo$/, { status: 503 }, 10);
  await page.reload();
  await expect(notice(page)).toHaveText("Your preferences could not be read: the shop does not answer.");
  await shoot(page, "web-unread");
  demo.zitadel.reset();
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
  await openPreferences(page, demo.urls.web, name);
  demo.zitadel.failNext(/SetUserMetadata$/, { status: 503 });
  await nameField(page).fill("Ada");
  await button(page, "Save").click();
  await expect(notice(page)).toHaveText("It is not certain that this was saved.");
  await shoot(page, "web-uncertain");
  await button(page, "Save again").click();
  await expect(notice(page)).toHaveText("Saved.");
});
