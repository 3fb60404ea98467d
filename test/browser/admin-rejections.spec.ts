import { openUser, valueOf } from "./support/admin-page.js";
import { expect, test } from "./support/demo-test.js";
import { signIn } from "./support/sign-in.js";

test("shows validation errors at their fields", async ({ demo, page, addPerson, saveScreenshot }) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await user.add("k".repeat(201), "");
  await user.save();
  await expect(user.drawer.getByLabel("Key")).toHaveAccessibleDescription(/Enter a shorter key/);
  await expect(user.drawer.getByLabel("Key")).toBeFocused();
  await expect(valueOf(user.drawer)).toHaveAccessibleDescription(/Enter a value/);
  await saveScreenshot(page, "admin-field-errors");
  await user.drawer.getByLabel("Key").fill("note");
  await valueOf(user.drawer).fill("corrected");
  await user.save();
  await expect(user.row("note")).toContainText("corrected");
});

test("keeps the value of a key that the access rules protect", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
}) => {
  const user = await openUser(page, demo, addPerson().id);
  await user.add("preferences.theme", "light");
  await user.save();
  await expect(user.drawer.getByLabel("Key")).toHaveAccessibleDescription(
    /You do not have permission to change this key/,
  );
  await expect(valueOf(user.drawer)).toHaveValue("light");
  await saveScreenshot(page, "admin-not-writable");
});

test("reports missing write permission", async ({ demo, page, addPerson, saveScreenshot }) => {
  const viewer = addPerson({ role: { role: "ORG_OWNER_VIEWER", in: "organization" } });
  const user = await openUser(page, demo, addPerson({ metadata: { note: "gold" } }).id, viewer.name);
  await user.edit("note", "silver");
  await user.save();
  await expect(user.drawer.getByRole("alert")).toContainText("You do not have permission to change this");
  await expect(user.row("note")).toContainText("gold");
  await saveScreenshot(page, "admin-forbidden");
});

test("does not show unreadable metadata as empty", async ({ demo, page, addPerson, saveScreenshot }) => {
  const { name, id } = addPerson({ metadata: { plan: "gold" } });
  // In ZITADEL, permission to view a user includes the metadata. This response needs a supergraph with other
  // rules.
  await page.route(demo.urls.gateway, async (route) => {
    if (route.request().postData()?.includes("query UserMetadata") !== true) return route.continue();
    const fields = { id, userName: name, displayName: name, email: null, state: "ACTIVE" };
    const errors = [
      { message: "Not permitted.", path: ["user", "metadata"], extensions: { code: "FORBIDDEN" } },
    ];
    const data = { user: { __typename: "User", ...fields, metadata: null, metadataDefinitions: [] } };
    const headers = { "access-control-allow-origin": demo.urls["admin-ui"] };
    return route.fulfill({ headers, json: { data, errors } });
  });
  await signIn(page, `${demo.urls["admin-ui"]}/users/${id}`, "granny");
  await expect(page.getByRole("alert")).toContainText("You do not have permission to view this");
  await expect(page.getByText("No metadata", { exact: true })).toBeHidden();
  await saveScreenshot(page, "admin-not-visible");
});
