import { expect, test } from "./support/demo-test.js";
import { signIn } from "./support/sign-in.js";

test("lists orders with the name and the plan of their customers", async ({ demo, page }) => {
  await signIn(page, demo.urls["admin-ui"], "granny");
  await page.getByRole("link", { name: "Orders" }).click();
  const table = page.getByRole("table", { name: "Orders" });
  const first = table.getByRole("row").filter({ hasText: "A-1024" });
  await expect(first).toContainText("Contract 10045");
  await expect(first).toContainText("gold");
  await expect(table.getByRole("row").filter({ hasText: "99999" })).toContainText("Unknown customer");
  await expect(page.getByRole("alert")).toBeHidden();
  await first.getByRole("link", { name: "Road Runner" }).click();
  await expect(page.getByRole("heading", { name: "Road Runner" })).toBeVisible();
});

test("explains that orders need the role support", async ({ demo, page, addPerson }) => {
  await signIn(page, `${demo.urls["admin-ui"]}/orders`, addPerson().name);
  await expect(page.getByRole("alert")).toContainText("You do not have permission to view this");
  await expect(page.getByRole("table", { name: "Orders" })).toBeHidden();
});
