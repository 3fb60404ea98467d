import { openUser, valueOf } from "./support/admin-page.js";
import { expect, test } from "./support/demo-test.js";
import { signIn } from "./support/sign-in.js";

const list = /ListUserMetadata/;
const set = /SetUserMetadata/;

test("reports an outage and retries reading", async ({ demo, page, addPerson, saveScreenshot }) => {
  const { id } = addPerson({ metadata: { plan: "gold" } });
  demo.zitadel.failNext(list, { status: 503 }, 20);
  await signIn(page, `${demo.urls["admin-ui"]}/users/${id}`, "granny");
  await expect(page.getByRole("alert")).toContainText("The service is unavailable");
  await saveScreenshot(page, "admin-outage");
  demo.zitadel.reset();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("table", { name: "Metadata" })).toContainText("gold");
  await expect(page.getByRole("alert")).toBeHidden();
});

test("reports a timeout of the gateway as an outage, and retries reading", async ({
  demo,
  page,
  addPerson,
  pageErrors,
}) => {
  pageErrors.allow(/status of 504/);
  const { id } = addPerson({ metadata: { plan: "gold" } });
  await page.route(demo.urls.gateway, (route) =>
    route.fulfill({
      status: 504,
      headers: { "access-control-allow-origin": demo.urls["admin-ui"] },
      contentType: "application/graphql-response+json",
      json: { errors: [{ message: "Request timed out", extensions: { code: "GATEWAY_TIMEOUT" } }] },
    }),
  );
  await signIn(page, `${demo.urls["admin-ui"]}/users/${id}`, "granny");
  await expect(page.getByRole("alert")).toContainText("The service is unavailable");
  await expect(page.getByRole("alert")).toContainText("GATEWAY_TIMEOUT: Request timed out");
  await page.unroute(demo.urls.gateway);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("table", { name: "Metadata" })).toContainText("gold");
});

test("keeps showing cached entries if a refetch fails", async ({ demo, page, addPerson }) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await expect(user.row("plan")).toBeVisible();
  demo.zitadel.failNext(list, { status: 503 }, 20);
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(page.getByRole("alert")).toContainText("The service is unavailable");
  await expect(user.row("plan")).toContainText("gold");
});

test("keeps unsaved changes during an outage", async ({ demo, page, addPerson, saveScreenshot }) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await user.edit("plan", "silver");
  demo.zitadel.failNext(list, { status: 503 }, 20);
  await user.save();
  await expect(user.drawer.getByRole("alert")).toContainText("Nothing was saved");
  await expect(valueOf(user.drawer)).toHaveValue("silver");
  await saveScreenshot(page, "admin-outage-saving");
  demo.zitadel.reset();
  await user.save();
  await expect(user.row("plan")).toContainText("silver");
});

test("cannot know whether an unavailable gateway has saved, and checks when it is back", async ({
  demo,
  page,
  addPerson,
  pageErrors,
}) => {
  pageErrors.allow(/ERR_CONNECTION_REFUSED/);
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await user.edit("plan", "silver");
  await page.route(demo.urls.gateway, (route) => route.abort("connectionrefused"));
  await user.save();
  await expect(user.drawer.getByRole("alert")).toContainText("may or may not have been saved");
  await page.unroute(demo.urls.gateway);
  await user.drawer.getByRole("button", { name: "Check again" }).click();
  await user
    .dialog(/did not confirm the save/)
    .getByRole("button", { name: "Save again" })
    .click();
  await expect(user.row("plan")).toContainText("silver");
});

test("updates the table optimistically and reverts it if the write is rejected", async ({
  demo,
  page,
  addPerson,
}) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  let reject = (): void => undefined;
  const rejected = new Promise<void>((resolve) => (reject = resolve));
  await page.route(demo.urls.gateway, async (route) => {
    const isWrite = route.request().postData()?.includes("mutation") === true;
    if (!isWrite) return route.continue();
    await rejected;
    const errors = [
      { message: "Not permitted.", path: ["updateUserMetadata"], extensions: { code: "FORBIDDEN" } },
    ];
    const headers = { "access-control-allow-origin": demo.urls["admin-ui"] };
    return route.fulfill({ headers, json: { data: { updateUserMetadata: null }, errors } });
  });
  await user.edit("plan", "silver");
  await user.save();
  await expect(user.row("plan")).toContainText("silver");
  reject();
  await expect(user.drawer.getByRole("alert")).toContainText("Not permitted.");
  await expect(user.row("plan")).toContainText("gold");
});

test("checks the stored value after a lost response, and offers to save again", async ({
  demo,
  page,
  addPerson,
  saveScreenshot,
}) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await user.edit("plan", "silver");
  demo.zitadel.failNext(set, "reset", 5);
  await user.save();
  const question = user.dialog(/did not confirm the save/);
  await expect(question.getByRole("region", { name: "Stored value" })).toContainText("gold");
  await saveScreenshot(page, "admin-response-lost");
  demo.zitadel.reset();
  await question.getByRole("button", { name: "Save again" }).click();
  await expect(user.drawer).toBeHidden();
  await expect(user.row("plan")).toContainText("silver");
});

test("saves a rename again after a lost response, without a copy of the entry", async ({
  demo,
  page,
  addPerson,
}) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plna: "gold" } }).id);
  await user.openEditor("plna");
  await user.drawer.getByLabel("Key").fill("plan");
  demo.zitadel.failNext(set, "reset", 5);
  await user.save();
  const question = user.dialog(/did not confirm the save/);
  await expect(question).toContainText("The entry still has its old key");
  demo.zitadel.reset();
  await question.getByRole("button", { name: "Save again" }).click();
  await expect(user.drawer).toBeHidden();
  await expect(user.row("plan")).toContainText("gold");
  await expect(user.row("plna")).toBeHidden();
});

test("reports success if the response was lost but the value was written", async ({
  demo,
  page,
  addPerson,
  pageErrors,
}) => {
  pageErrors.allow(/ERR_CONNECTION_RESET/);
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await user.edit("plan", "silver");
  await page.route(demo.urls.gateway, async (route) => {
    const isWrite = route.request().postData()?.includes("mutation") === true;
    if (!isWrite) return route.continue();
    await route.fetch();
    return route.abort("connectionreset");
  });
  await user.save();
  await expect(page.getByText("Saved plan.")).toBeVisible();
  await expect(user.row("plan")).toContainText("silver");
});
