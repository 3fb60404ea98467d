import { expect, test } from "./support/demo-test.js";
import { type Operation, scope, sendOperation } from "./support/send-operation.js";

test("returns users together with their metadata", async ({ demo, request, addPerson }) => {
  const { id } = addPerson({ givenName: "Ada", familyName: "Lovelace", metadata: { plan: "gold" } });
  const { accessToken } = await demo.zitadel.issueTokens(
    "granny",
    "admin-ui",
    "openid urn:zitadel:iam:org:project:id:zitadel:aud",
  );
  const response = await request.post(demo.urls.gateway, {
    headers: { authorization: `Bearer ${accessToken}` },
    data: {
      query: "query ($id: ID!) { user(id: $id) { displayName metadata { key value } } }",
      variables: { id },
    },
  });
  expect(await response.json()).toEqual({
    data: { user: { displayName: "Ada Lovelace", metadata: [{ key: "plan", value: "gold" }] } },
  });
});

test("shows an explorer at the address of the gateway, with a user picker", async ({
  demo,
  page,
  pageErrors,
  saveScreenshot,
  expectAccessible,
}) => {
  await page.goto(demo.urls.gateway);
  await expect(page.getByRole("combobox", { name: "Send requests as" })).toHaveValue("granny");
  const result = page.getByRole("region", { name: "Result Window" });
  const run = async (): Promise<void> => page.getByRole("button", { name: "Execute query" }).click();
  await run();
  await expect(result).toContainText('"10044"');
  await saveScreenshot(page, "explorer");
  // GraphiQL itself has violations.
  await expectAccessible(page, "#bar");

  await page.getByRole("tab", { name: "SetMetadata" }).click();
  // Until its editor has parsed the new text, GraphiQL sends the operation name of the other tab.
  pageErrors.allow(/status of 400/);
  await expect(async () => {
    await run();
    await expect(result).toContainText('"platinum"', { timeout: 2000 });
  }).toPass();
  await page.getByRole("combobox", { name: "Send requests as" }).selectOption("road-runner");
  await run();
  await expect(result).toContainText("The access rules");
});

test("lets the role billing write billing.*, and support read it", async ({ demo, addPerson }) => {
  const { id } = addPerson({ metadata: { "billing.account": "70001" } });
  const query = "query ($id: ID!) { user(id: $id) { metadata { key value } } }";
  const mutation =
    "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { userErrors { code } } }";
  const input = { userId: id, entries: [{ key: "billing.account", value: "70002" }] };
  const send = async (name: string, operation: Omit<Operation, "token">): Promise<unknown> => {
    const token = (await demo.zitadel.issueTokens(name, "admin-ui", scope)).accessToken;
    return (await sendOperation(demo.urls.gateway, { ...operation, token })).data;
  };
  expect(await send("granny", { query: mutation, variables: { input } })).toEqual({
    setUserMetadata: { userErrors: [{ code: "KEY_NOT_WRITABLE" }] },
  });
  expect(await send("porky-pig", { query: mutation, variables: { input } })).toEqual({
    setUserMetadata: { userErrors: [] },
  });
  expect(await send("granny", { query, variables: { id } })).toEqual({
    user: { metadata: [{ key: "billing.account", value: "70002" }] },
  });
});

test("opens ZITADEL's login page", async ({ demo, page, saveScreenshot, expectAccessible }) => {
  const query = new URLSearchParams({
    client_id: demo.zitadel.directory.app("web"),
    redirect_uri: `${demo.urls.web}/callback`,
    response_type: "code",
    scope: "openid",
    code_challenge: "x".repeat(43),
    code_challenge_method: "S256",
  });
  await page.goto(`${demo.urls.zitadel}/oauth/v2/authorize?${query.toString()}`);
  await expect(page.getByRole("button", { name: /road-runner/ })).toBeVisible();
  await expectAccessible(page);
  await saveScreenshot(page, "zitadel-login");
});
