import { openUser, valueOf } from "./support/admin-page.js";
import { expect, test } from "./support/demo-test.js";
import { signIn } from "./support/sign-in.js";

const list = /ListUserMetadata/;
const set = /SetUserMetadata/;

test("an outage is told as one, and reading is tried again", async ({ demo, page, addPerson, shoot }) => {
  const { id } = addPerson({ metadata: { plan: "gold" } });
  demo.zitadel.failNext(list, { status: 503 }, 20);
  await signIn(page, `${demo.urls["admin-ui"]}/users/${id}`, "granny");
  await expect(page.getByRole("alert")).toContainText("This cannot be reached right now");
  await shoot(page, "admin-outage");
  demo.zitadel.reset();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("table", { name: "Metadata" })).toContainText("gold");
  await expect(page.getByRole("alert")).toBeHidden();
});

test("what was last read stays beside the news that it could not be read again", async ({
  demo,
  page,
  addPerson,
}) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await expect(user.row("plan")).toBeVisible();
  demo.zitadel.failNext(list, { status: 503 }, 20);
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(page.getByRole("alert")).toContainText("This cannot be reached right now");
  await expect(user.row("plan")).toContainText("gold");
});

test("an outage while saving loses nothing", async ({ demo, page, addPerson, shoot }) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await user.edit("plan", "silver");
  demo.zitadel.failNext(list, { status: 503 }, 20);
  await user.save();
  await expect(user.drawer.getByRole("alert")).toContainText("Nothing was saved");
  await expect(valueOf(user.drawer)).toHaveValue("silver");
  await shoot(page, "admin-outage-saving");
  demo.zitadel.reset();
  await user.save();
  await expect(user.row("plan")).toContainText("silver");
});

test("a gateway that is gone is an outage, too", async ({ demo, page, addPerson, watch }) => {
  watch.allow(/ERR_CONNECTION_REFUSED/);
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await user.edit("plan", "silver");
  await page.route(demo.urls.gateway, (route) => route.abort("connectionrefused"));
  await user.save();
  await expect(user.drawer.getByRole("alert")).toContainText("Nothing was saved");
  await page.unroute(demo.urls.gateway);
  await user.save();
  await expect(user.row("plan")).toContainText("silver");
});

test("the table shows at once what is being saved, and takes it back when it was refused", async ({
  demo,
  page,
  addPerson,
}) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  let refuse = (): void => undefined;
  const refused = new Promise<void>((resolve) => (refuse = resolve));
  await page.route(demo.urls.gateway, async (route) => {
    const isWrite = route.request().postData()?.includes("mutation") === true;
    if (!isWrite) return route.continue();
    await refused;
    const errors = [{ message: "Not you.", path: ["setUserMetadata"], extensions: { code: "FORBIDDEN" } }];
    const headers = { "access-control-allow-origin": demo.urls["admin-ui"] };
    return route.fulfill({ headers, json: { data: { setUserMetadata: null }, errors } });
  });
  await user.edit("plan", "silver");
  await user.save();
  await expect(user.row("plan")).toContainText("silver");
  refuse();
  await expect(user.drawer.getByRole("alert")).toContainText("Not you.");
  await expect(user.row("plan")).toContainText("gold");
});

test("where the answer to a write is lost, what is there now decides", async ({
  demo,
  page,
  addPerson,
  shoot,
}) => {
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await user.edit("plan", "silver");
  demo.zitadel.failNext(set, "reset", 5);
  await user.save();
  const question = user.dialog(/The answer was lost/);
  await expect(question.getByRole("region", { name: "There now" })).toContainText("gold");
  await shoot(page, "admin-lost");
  demo.zitadel.reset();
  await question.getByRole("button", { name: "Save again" }).click();
  await expect(user.drawer).toBeHidden();
  await expect(user.row("plan")).toContainText("silver");
});

test("a write whose answer was lost on the way to the page, and that was done, is saved", async ({
  demo,
  page,
  addPerson,
  watch,
}) => {
  watch.allow(/ERR_CONNECTION_RESET/);
  const user = await openUser(page, demo, addPerson({ metadata: { plan: "gold" } }).id);
  await user.edit("plan", "silver");
  await page.route(demo.urls.gateway, async (route) => {
    const isWrite = route.request().postData()?.includes("mutation") === true;
    if (!isWrite) return route.continue();
    await route.fetch();
    return route.abort("connectionreset");
  });
  await user.save();
  await expect(page.getByText("plan is saved.")).toBeVisible();
  await expect(user.row("plan")).toContainText("silver");
});
