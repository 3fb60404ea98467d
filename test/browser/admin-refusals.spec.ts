import { openUser, valueOf } from "./support/admin-page.js";
import { expect, test } from "./support/demo-test.js";
import { signIn } from "./support/sign-in.js";

test("what is wrong is said at its field", async ({ demo, page, addPerson, shoot }) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await user.add("k".repeat(201), "");
  await user.save();
  await expect(user.drawer.getByLabel("Key")).toHaveAccessibleDescription(/longer than 200 characters/);
  await expect(user.drawer.getByLabel("Key")).toBeFocused();
  await expect(valueOf(user.drawer)).toHaveAccessibleDescription(/has no bytes/);
  await shoot(page, "admin-field-errors");
  await user.drawer.getByLabel("Key").fill("note");
  await valueOf(user.drawer).fill("mended");
  await user.save();
  await expect(user.row("note")).toContainText("mended");
});

test("a key that the rules do not let one write is refused, and stays", async ({
  demo,
  page,
  addPerson,
  shoot,
}) => {
  const user = await openUser(page, demo, addPerson({ metadata: { "preferences.theme": "dark" } }).id);
  await user.edit("preferences.theme", "light");
  await user.save();
  await expect(user.drawer.getByRole("alert")).toContainText("The access rules do not allow you to write");
  await expect(valueOf(user.drawer)).toHaveValue("light");
  await shoot(page, "admin-not-writable");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Leave" }).click();
  await expect(user.row("preferences.theme")).toContainText("dark");

  await page.getByRole("button", { name: "Delete preferences.theme" }).click();
  const question = user.dialog(/Delete this key/);
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(question).toContainText("The access rules do not allow you to write");
  await question.getByRole("button", { name: "Close" }).last().click();
  await expect(user.row("preferences.theme")).toBeVisible();
});

test("who may only look is told so when they write", async ({ demo, page, addPerson, shoot }) => {
  const viewer = addPerson({ role: { role: "ORG_OWNER_VIEWER", in: "organization" } });
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id, viewer.name);
  await user.edit("plan", "silver");
  await user.save();
  await expect(user.drawer.getByRole("alert")).toContainText("You may not change this");
  await expect(user.row("plan")).toContainText("gold");
  await shoot(page, "admin-refused");
});

test("a user whose metadata one may not see is no empty user", async ({ demo, page, addPerson, shoot }) => {
  const { name, id } = addPerson({ metadata: { plan: "gold" } });
  // ZITADEL lets whoever may see a user see their metadata: only a supergraph with other rules answers so.
  await page.route(demo.urls.gateway, async (route) => {
    if (route.request().postData()?.includes("query UserMetadata") !== true) return route.continue();
    const line = { id, userName: name, displayName: name, email: null, state: "ACTIVE" };
    const errors = [
      { message: "Not for you.", path: ["user", "metadata"], extensions: { code: "FORBIDDEN" } },
    ];
    const data = { user: { __typename: "User", ...line, metadata: null } };
    const headers = { "access-control-allow-origin": demo.urls["admin-ui"] };
    return route.fulfill({ headers, json: { data, errors } });
  });
  await signIn(page, `${demo.urls["admin-ui"]}/users/${id}`, "granny");
  await expect(page.getByRole("alert")).toContainText("You may not see this");
  await expect(page.getByText("Nothing is stored")).toBeHidden();
  await shoot(page, "admin-may-not-see");
});
