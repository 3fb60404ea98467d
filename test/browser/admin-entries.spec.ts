import { readFile } from "node:fs/promises";
import { openUser, valueOf } from "./support/admin-page.js";
import { expect, test } from "./support/demo-test.js";
import { expectStored, expectStoredKeys } from "./support/stored.js";

const avatar = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff);

test("adds a key and shows it in the order of keys", async ({ demo, page, addPerson, saveScreenshot }) => {
  const { name, id } = addPerson({ metadata: { a: "1", c: "3" } });
  const user = await openUser(page, demo, id);
  await user.add("b", "2");
  await saveScreenshot(page, "admin-add");
  await user.saveAndClose();
  await expect(page.getByText("Saved b.")).toBeVisible();
  await expect(user.table.getByRole("row")).toContainText([/Key/, "a", "b", "c"]);
  await expect(user.row("b")).toContainText("1 byte");
  await expectStored(demo, name, "b", "2");
});

test("validates and formats JSON", async ({ demo, page, addPerson, saveScreenshot }) => {
  const { name, id } = addPerson({ metadata: { settings: '{"theme":"dark"}' } });
  const user = await openUser(page, demo, id);
  await user.edit("settings", '{"theme": "dark",}');
  await user.save();
  await expect(user.drawer.getByText("Invalid JSON.")).toBeVisible();
  await saveScreenshot(page, "admin-json-problem");
  await user.drawer.getByRole("button", { name: "Line 1, column 18" }).click();
  await page.keyboard.press("Backspace");
  await valueOf(user.drawer).fill('{"n":12345678901234567890}');
  await user.drawer.getByRole("button", { name: "Format" }).click();
  await expect(valueOf(user.drawer)).toHaveValue('{\n  "n": 12345678901234567890\n}');
  await user.saveAndClose();
  await expectStored(demo, name, "settings", '{\n  "n": 12345678901234567890\n}');
});

test("shows a value as JSON, text and base64", async ({ demo, page, addPerson, saveScreenshot }) => {
  const { id } = addPerson({ metadata: { settings: '{"theme":"dark"}', bio: "Beep. ".repeat(200), avatar } });
  const user = await openUser(page, demo, id);
  await expect(user.row("avatar")).toContainText("Bytes");
  await saveScreenshot(page, "admin-user");

  await page.getByRole("link", { name: "settings", exact: true }).click();
  const shown = page.getByRole("dialog", { name: "settings" });
  await expect(shown.getByLabel("Value as JSON")).toHaveText('{\n  "theme": "dark"\n}', {
    useInnerText: true,
  });
  await saveScreenshot(page, "admin-value");
  await shown.getByText("Base64").click();
  await expect(shown.getByLabel("Value as Base64")).toHaveText("eyJ0aGVtZSI6ImRhcmsifQ==");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "settings", exact: true })).toBeFocused();

  // The link of a row covers the row.
  await user.row("bio").click();
  await expect(page.getByLabel("Value as Text")).toHaveText("Beep. ".repeat(200).trim());
});

test("downloads a binary value and replaces it with a file", async ({ demo, page, addPerson }) => {
  const { name, id } = addPerson({ metadata: { avatar } });
  const user = await openUser(page, demo, id);
  await page.getByRole("link", { name: "avatar", exact: true }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  expect(await readFile(await (await download).path())).toEqual(Buffer.from(avatar));

  await page.getByRole("dialog", { name: "avatar" }).getByRole("link", { name: "Edit" }).click();
  await expect(user.drawer.getByRole("radio", { name: "Text" })).toBeDisabled();
  const chooser = page.waitForEvent("filechooser");
  await user.drawer.getByRole("button", { name: "Choose a file" }).click();
  await (await chooser).setFiles({ name: "new.png", mimeType: "image/png", buffer: Buffer.of(0xff, 0xfe) });
  await expect(valueOf(user.drawer)).toHaveValue("//4=");
  await user.saveAndClose();
  expect(demo.zitadel.getMetadata(name).get("avatar")).toEqual(Uint8Array.of(0xff, 0xfe));
});

test("renames a key with one update, unless another user has changed the entry or the new key exists", async ({
  demo,
  page,
  otherPage,
  addPerson,
}) => {
  const { name, id } = addPerson({ metadata: { plna: "gold", note: "old" } });
  const view = await openUser(page, demo, id);
  const key = view.drawer.getByLabel("Key");
  await view.openEditor("plna");
  await key.fill("note");
  await view.save();
  await expect(view.drawer).toContainText("This key already exists. Enter another one.");
  await expectStored(demo, name, "note", "old");

  await key.fill("plan");
  demo.zitadel.clearCalls();
  await view.saveAndClose();
  await expect(view.row("plan")).toContainText("gold");
  await expect(view.row("plna")).toBeHidden();
  await expectStoredKeys(demo, name, ["note", "plan"]);
  const writes = demo.zitadel.calls.filter(({ path }) => /(Set|Delete)UserMetadata$/.test(path));
  expect(writes).toHaveLength(1);

  await view.openEditor("plan");
  await key.fill("tier");
  const theirs = await openUser(await otherPage(), demo, id);
  await theirs.edit("plan", "silver");
  await theirs.saveAndClose();
  await view.save();
  const question = view.dialog(/Another user changed this entry/);
  await expect(question.getByRole("region", { name: "Stored value" })).toContainText("silver");
  await question.getByRole("button", { name: "Overwrite with my value" }).click();
  await expect(view.drawer).toBeHidden();
  await expectStored(demo, name, "tier", "gold");
  await expectStoredKeys(demo, name, ["note", "tier"]);
});

test("deletes a key after confirmation", async ({ demo, page, addPerson, saveScreenshot }) => {
  const { name, id } = addPerson({ metadata: { plan: "gold", note: "unchanged" } });
  const user = await openUser(page, demo, id);
  await page.getByRole("button", { name: "Delete plan" }).click();
  await user
    .dialog(/Delete this key/)
    .getByRole("button", { name: "Cancel" })
    .click();
  await expect(page.getByRole("button", { name: "Delete plan" })).toBeFocused();
  await page.getByRole("button", { name: "Delete plan" }).click();
  await saveScreenshot(page, "admin-delete");
  await user
    .dialog(/Delete this key/)
    .getByRole("button", { name: "Delete" })
    .click();
  await expect(user.row("plan")).toBeHidden();
  await expect(page.getByText("Deleted plan.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Metadata" })).toBeFocused();
  await expectStoredKeys(demo, name, ["note"]);
});

test("deletes several keys together", async ({ demo, page, addPerson }) => {
  const { name, id } = addPerson({ metadata: { a: "1", b: "2", c: "3" } });
  const user = await openUser(page, demo, id);
  // `check()` requires the new state immediately after the click, but React may render it later.
  const all = page.getByRole("checkbox", { name: "Select all keys" });
  const b = page.getByRole("checkbox", { name: "Select b" });
  await all.click();
  await expect(all).toBeChecked();
  await b.click();
  await expect(b).not.toBeChecked();
  const remove = page.getByRole("button", { name: "Delete 2 keys" });
  const [button, table] = [await remove.boundingBox(), await user.table.boundingBox()];
  expect(button?.y, "above the table").toBeLessThan(table?.y ?? 0);
  await remove.click();
  await user
    .dialog(/Delete 2 keys/)
    .getByRole("button", { name: "Delete" })
    .click();
  await expect(user.table.getByRole("row")).toHaveCount(2);
  await expectStoredKeys(demo, name, ["b"]);
});
