import { openUser, valueOf } from "./support/admin-page.js";
import { expect, test } from "./support/demo-test.js";
import { button, nameField, notice, openPreferences } from "./support/web-page.js";

// A change appears within two seconds. The expectations have more time, because the machine may be busy; the report has
// the actual delays as annotations.
test.use({ hasReplica: true });

test("shows a change of the self-service page in the admin page, and the reverse, without a reload", async ({
  demo,
  page,
  otherPage,
  addPerson,
}) => {
  const metadata = { "preferences.displayName": "Ada", plan: "gold" };
  const { name, id } = addPerson({ metadata });
  const admin = await openUser(page, demo, id);
  await expect(admin.row("plan")).toContainText("gold");
  const web = await otherPage();
  await openPreferences(web, demo.urls.web, name);
  let reloads = 0;
  for (const opened of [page, web]) opened.on("load", () => reloads++);

  await web.getByLabel("Theme").selectOption("dark");
  await button(web, "Save").click();
  await expect(notice(web)).toHaveText("Saved.");
  const inAdmin = startDelay("in the admin page");
  await expect(admin.row("preferences.theme")).toContainText("dark");
  inAdmin.end();
  await expect(page.getByText("Another user has changed preferences.theme.")).toBeVisible();

  await admin.edit("plan", "silver");
  await admin.save();
  const inWeb = startDelay("in the self-service page");
  await expect(web.getByRole("definition").filter({ hasText: "silver" })).toBeVisible();
  inWeb.end();
  await expect(notice(web)).toHaveText("Saved.");
  expect(reloads).toBe(0);
});

/** Measures the time from the confirmation of a change in one page until the other one shows it. */
function startDelay(place: string): { end(): void } {
  const start = performance.now();
  return {
    end() {
      const description = `${place} after ${(performance.now() - start).toFixed()} ms`;
      test.info().annotations.push({ type: "delay", description });
    },
  };
}

test("keeps unsaved changes of the self-service page", async ({ demo, page, otherPage, addPerson }) => {
  const { name } = addPerson({ metadata: { "preferences.displayName": "Ada" } });
  await openPreferences(page, demo.urls.web, name);
  await nameField(page).fill("Ada Love");
  const other = await otherPage();
  await openPreferences(other, demo.urls.web, name);
  await nameField(other).fill("Countess");
  await other.getByLabel("Language").selectOption("Deutsch");
  await button(other, "Save").click();

  await expect(page.getByLabel("Language")).toHaveValue("de");
  await expect(nameField(page)).toHaveValue("Ada Love");
  await button(page, "Discard").click();
  await expect(nameField(page)).toHaveValue("Countess");
});

test("reports that another user has changed the entry that is being edited", async ({
  demo,
  page,
  otherPage,
  addPerson,
  saveScreenshot,
  expectAccessible,
}) => {
  const { name, id } = addPerson({ metadata: { plan: "gold", note: "old" } });
  const mine = await openUser(page, demo, id);
  const theirs = await openUser(await otherPage(), demo, id);
  await mine.edit("plan", "mine");
  await theirs.edit("plan", "theirs");
  await theirs.save();

  const changed = mine.drawer.getByRole("status").filter({ hasText: "Another user has changed this entry" });
  await expect(changed).toBeVisible();
  await expect(valueOf(mine.drawer)).toHaveValue("mine");
  await expectAccessible(page);
  await saveScreenshot(page, "admin-changed");
  await changed.getByRole("button", { name: "Compare" }).click();
  const question = mine.dialog(/Another user changed this entry/);
  await expect(question.getByRole("region", { name: "Stored value" })).toContainText("theirs");
  await question.getByRole("button", { name: "Overwrite with my value" }).click();
  await expect(mine.drawer).toBeHidden();
  await expect(theirs.row("plan")).toContainText("mine");
  expect(Buffer.from(demo.zitadel.getMetadata(name).get("plan") ?? "").toString()).toBe("mine");
});
