import { openUser, valueOf } from "./support/admin-page.js";
import { expect, test } from "./support/demo-test.js";
import { expectStored } from "./support/stored.js";

test("shows both values of a conflict and lets the user choose", async ({
  demo,
  page,
  otherPage,
  addPerson,
  saveScreenshot,
}) => {
  const { name, id } = addPerson({ metadata: { plan: "gold" } });
  const mine = await openUser(page, demo, id);
  const theirPage = await otherPage();
  const theirs = await openUser(theirPage, demo, id);
  await mine.edit("plan", "mine");
  await theirs.edit("plan", "theirs");
  await theirs.saveAndClose();

  await mine.save();
  const question = mine.dialog(/Another user changed this entry/);
  await expect(question.getByRole("region", { name: "Stored value" })).toContainText("theirs");
  await expect(question.getByRole("region", { name: "Your value" })).toContainText("mine");
  await saveScreenshot(page, "admin-conflict");
  await question.getByRole("button", { name: "Keep editing" }).click();
  await expect(valueOf(mine.drawer)).toHaveValue("mine");
  await mine.save();
  await question.getByRole("button", { name: "Overwrite with my value" }).click();
  await expect(mine.drawer).toBeHidden();
  await expectStored(demo, name, "plan", "mine");

  await theirPage.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(theirs.row("plan")).toContainText("mine");
});

test("accepts the stored value, and requires confirmation to recreate a deleted key", async ({
  demo,
  page,
  otherPage,
  addPerson,
}) => {
  const { id } = addPerson({ metadata: { plan: "gold", note: "old" } });
  const mine = await openUser(page, demo, id);
  const theirPage = await otherPage();
  const theirs = await openUser(theirPage, demo, id);
  await mine.edit("plan", "mine");
  await theirs.edit("plan", "theirs");
  await theirs.saveAndClose();
  await mine.save();
  await page.getByRole("button", { name: "Use the stored value" }).click();
  await expect(valueOf(mine.drawer)).toHaveValue("theirs");
  // There are no unsaved changes, so no confirmation is shown.
  await page.keyboard.press("Escape");
  await expect(mine.drawer).toBeHidden();

  await mine.edit("note", "new");
  await theirPage.getByRole("button", { name: "Delete note" }).click();
  const confirmation = theirs.dialog(/Delete this key/);
  await confirmation.getByRole("button", { name: "Delete" }).click();
  // The row disappears before the response, and the dialog after it.
  await expect(confirmation).toBeHidden();
  await expect(theirs.row("note")).toBeHidden();
  await mine.save();
  await expect(mine.dialog(/Another user deleted this entry/)).toBeVisible();
  await page.getByRole("button", { name: "Save my value" }).click();
  await expect(mine.row("note")).toContainText("new");
});

test("requires another confirmation to delete an entry that another user changed", async ({
  demo,
  page,
  otherPage,
  addPerson,
}) => {
  const { id } = addPerson({ metadata: { plan: "gold" } });
  const mine = await openUser(page, demo, id);
  const theirs = await openUser(await otherPage(), demo, id);
  await page.getByRole("button", { name: "Delete plan" }).click();
  await theirs.edit("plan", "theirs");
  await theirs.saveAndClose();
  const question = mine.dialog(/Delete this key/);
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(question).toContainText("Another user changed this entry");
  await expect(question).toContainText("theirs");
  await question.getByRole("button", { name: "Delete anyway" }).click();
  await expect(mine.row("plan")).toBeHidden();
});
