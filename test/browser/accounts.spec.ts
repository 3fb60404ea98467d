import { expect, test } from "./support/demo-test.js";
import { ask, scope } from "./support/through.js";

const entities = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { id userName } } }`;
const list =
  "query ($search: String, $first: Int!, $offset: Int!) { users(search: $search, first: $first, offset: $offset) { total items { userName displayName } } }";

test("looks all users of a request up in one call, and tells of nobody whom the caller may not see", async ({
  demo,
  addPerson,
}) => {
  const token = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  const [ada, bob] = [addPerson({}), addPerson({})];
  const elsewhere = addPerson({ organization: "globex" });
  const ids = [ada.id, elsewhere.id, bob.id, "999999999999999999", ada.id];
  demo.zitadel.clearCalls();
  const { data, errors } = await ask(`${demo.urls.accounts}/graphql`, {
    query: entities,
    variables: { representations: ids.map((id) => ({ __typename: "User", id })) },
    token,
  });
  expect(errors).toEqual([]);
  expect(data).toEqual({
    _entities: [
      { id: ada.id, userName: ada.name },
      null,
      { id: bob.id, userName: bob.name },
      null,
      { id: ada.id, userName: ada.name },
    ],
  });
  expect(demo.zitadel.calls.map(({ path }) => path)).toEqual(["/zitadel.user.v2.UserService/ListUsers"]);
});

test("finds people by either name, in upper or lower case, page by page", async ({ demo, addPerson }) => {
  const token = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  const page = async (search: string, first: number, offset: number): Promise<unknown> =>
    (await ask(`${demo.urls.accounts}/graphql`, { query: list, variables: { search, first, offset }, token }))
      .data;
  const names = ["Zoe", "Yan"].map((givenName) => addPerson({ givenName, familyName: "O'Brien_100%" }).name);
  addPerson({ organization: "globex", givenName: "Xi", familyName: "O'Brien_100%" });

  const [first, second] = names.toSorted();
  expect(await page("o'brien_100%", 1, 0)).toMatchObject({
    users: { total: 2, items: [{ userName: first }] },
  });
  expect(await page(" O'BRIEN_100% ", 1, 1)).toMatchObject({
    users: { total: 2, items: [{ userName: second }] },
  });
  expect(await page("o'brien_100%", 1, 2)).toEqual({ users: { total: 2, items: [] } });
  expect(await page(names[0]?.toUpperCase() ?? "", 20, 0)).toMatchObject({ users: { total: 1 } });
  expect(await page("nobody is called that", 20, 0)).toEqual({ users: { total: 0, items: [] } });
});

test("lists people only, and to who may see nobody, themselves", async ({ demo, addPerson }) => {
  const everybody = { query: "{ users(first: 100) { total items { userName } } me { id } }" };
  const granny = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  const seen = JSON.stringify((await ask(demo.urls.gateway, { ...everybody, token: granny })).data);
  expect(seen).toContain('"road-runner"');
  for (const hidden of ["manager", "boss", "bugs-bunny"]) expect(seen).not.toContain(`"${hidden}"`);

  const { name, id } = addPerson({});
  const own = (await demo.zitadel.issueTokens(name, "web", scope)).accessToken;
  const { data } = await ask(demo.urls.gateway, { ...everybody, token: own });
  expect(data).toEqual({ users: { total: 1, items: [{ userName: name }] }, me: { id } });
});

test("tells what is wrong with a token, and with what was asked", async ({ demo }) => {
  const url = `${demo.urls.accounts}/graphql`;
  expect(await ask(url, { query: "{ me { id } }" })).toEqual({ data: { me: null }, errors: [] });
  // Good for userinfo, and not for ZITADEL's API.
  const weak = (await demo.zitadel.issueTokens("granny", "admin-ui", "openid")).accessToken;
  const { errors } = await ask(url, { query: "{ me { id } }", token: weak });
  expect(errors).toMatchObject([{ code: "UNAUTHENTICATED", path: "me" }]);
  expect(errors[0]?.message).toContain("urn:zitadel:iam:org:project:id:zitadel:aud");

  const token = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  for (const wrong of ["first: 101", "offset: -1", `search: "${"x".repeat(201)}"`]) {
    const refused = await ask(url, { query: `{ users(${wrong}) { total } }`, token });
    expect(refused.errors, wrong).toMatchObject([{ code: "BAD_USER_INPUT", path: "users" }]);
  }
});

test("waits for ZITADEL no longer than its deadline", async ({ demo }) => {
  const token = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  demo.zitadel.failNext(/ListUsers$/, "hang");
  const { errors } = await ask(demo.urls.gateway, { query: "{ users { total } }", token });
  expect(errors).toMatchObject([{ code: "UPSTREAM_TIMEOUT", path: "users" }]);
});
