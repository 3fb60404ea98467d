import { openUser, valueOf } from "./support/admin-page.js";
import { expect, test } from "./support/demo-test.js";

test("who was slower sees both versions and decides", async ({ demo, page, otherPage, addPerson, shoot }) => {
  const { name, id } = addPerson({ metadata: { plan: "gold" } });
  const mine = await openUser(page, demo, id);
  const theirPage = await otherPage();
  const theirs = await openUser(theirPage, demo, id);
  await mine.edit("plan", "mine");
  await theirs.edit("plan", "theirs");
  await theirs.save();
  await expect(theirs.drawer).toBeHidden();

  await mine.save();
  const question = mine.dialog(/changed this meanwhile/);
  await expect(question.getByRole("region", { name: "There now" })).toContainText("theirs");
  await expect(question.getByRole("region", { name: "Yours" })).toContainText("mine");
  await shoot(page, "admin-conflict");
  await question.getByRole("button", { name: "Keep editing" }).click();
  await expect(valueOf(mine.drawer)).toHaveValue("mine");
  await mine.save();
  await question.getByRole("button", { name: "Save mine in its place" }).click();
  await expect(mine.drawer).toBeHidden();
  expect(Buffer.from(demo.zitadel.getMetadata(name).get("plan") ?? "").toString()).toBe("mine");

  await theirPage.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(theirs.row("plan")).toContainText("mine");
});

test("one can take what the other wrote, and what they deleted is asked about", async ({
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
  await theirs.save();
  await expect(theirs.drawer).toBeHidden();
  await mine.save();
  await page.getByRole("button", { name: "Take what is there" }).click();
  await expect(valueOf(mine.drawer)).toHaveValue("theirs");
  // Nothing is unsaved any more: nobody asks.
  await page.keyboard.press("Escape");
  await expect(mine.drawer).toBeHidden();

  await mine.edit("note", "new");
  await theirPage.getByRole("button", { name: "Delete note" }).click();
  await theirs
    .dialog(/Delete this key/)
    .getByRole("button", { name: "Delete" })
    .click();
  await expect(theirs.row("note")).toBeHidden();
  await mine.save();
  await expect(mine.dialog(/deleted this meanwhile/)).toBeVisible();
  await page.getByRole("button", { name: "Save mine" }).click();
  await expect(mine.row("note")).toContainText("new");
});

test("what somebody changed is not deleted unseen", async ({ demo, page, otherPage, addPerson }) => {
  const { id } = addPerson({ metadata: { plan: "gold" } });
  const mine = await openUser(page, demo, id);
  const theirs = await openUser(await otherPage(), demo, id);
  await page.getByRole("button", { name: "Delete plan" }).click();
  await theirs.edit("plan", "theirs");
  await theirs.save();
  await expect(theirs.drawer).toBeHidden();
  const question = mine.dialog(/Delete this key/);
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(question).toContainText("Somebody else changed this meanwhile");
  await expect(question).toContainText("theirs");
  await question.getByRole("button", { name: "Delete all the same" }).click();
  await expect(mine.row("plan")).toBeHidden();
});
