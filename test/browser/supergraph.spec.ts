import { expect, test } from "./support/demo-test.js";

test("the supergraph answers people and their metadata together", async ({ demo, request, addPerson }) => {
  const { id } = addPerson({ givenName: "Ada", familyName: "Lovelace", metadata: { plan: "gold" } });
  const { accessToken } = await demo.zitadel.issueTokens(
    "granny",
    "admin-ui",
    "openid urn:zitadel:iam:org:project:id:zitadel:aud",
  );
  const answer = await request.post(demo.urls.gateway, {
    headers: { authorization: `Bearer ${accessToken}` },
    data: {
      query: "query ($id: ID!) { user(id: $id) { displayName metadata { key value } } }",
      variables: { id },
    },
  });
  expect(await answer.json()).toEqual({
    data: { user: { displayName: "Ada Lovelace", metadata: [{ key: "plan", value: "gold" }] } },
  });
});

test("ZITADEL's login page opens", async ({ demo, page, shoot, expectAccessible }) => {
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
  await shoot(page, "zitadel-login");
});
