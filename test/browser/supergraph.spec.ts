import { expect, test } from "./support/demo-test.js";

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
