import { expect, test } from "./support/demo-test.js";
import { sendOperation, scope } from "./support/send-operation.js";

const entities = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { id userName } } }`;
const list =
  "query ($search: String, $first: Int!, $offset: Int!) { users(search: $search, first: $first, offset: $offset) { total items { userName displayName } } }";

test("loads all users of a request in one call, and returns null for users that are not visible", async ({
  demo,
  addPerson,
}) => {
  const token = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  const [ada, bob] = [addPerson({}), addPerson({})];
  const hidden = addPerson({ organization: "globex" });
  const ids = [ada.id, hidden.id, bob.id, "999999999999999999", ada.id];
  demo.zitadel.clearCalls();
  const { data, errors } = await sendOperation(`${demo.urls.accounts}/graphql`, {
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

test("searches user names and display names, ignores case and returns pages", async ({ demo, addPerson }) => {
  const token = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  const page = async (search: string, first: number, offset: number): Promise<unknown> =>
    (
      await sendOperation(`${demo.urls.accounts}/graphql`, {
        query: list,
        variables: { search, first, offset },
        token,
      })
    ).data;
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
  expect(await page("no such name", 20, 0)).toEqual({ users: { total: 0, items: [] } });
});

test("lists human users only, and only the caller if other users are not visible", async ({
  demo,
  addPerson,
}) => {
  const operation = { query: "{ users(first: 100) { total items { userName } } me { id } }" };
  const granny = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  const list = JSON.stringify((await sendOperation(demo.urls.gateway, { ...operation, token: granny })).data);
  expect(list).toContain('"road-runner"');
  for (const name of ["manager", "boss", "bugs-bunny"]) expect(list).not.toContain(`"${name}"`);

  const { name, id } = addPerson({});
  const own = (await demo.zitadel.issueTokens(name, "web", scope)).accessToken;
  const { data } = await sendOperation(demo.urls.gateway, { ...operation, token: own });
  expect(data).toEqual({ users: { total: 1, items: [{ userName: name }] }, me: { id } });
});

test("reports an insufficient access token and invalid arguments", async ({ demo }) => {
  const url = `${demo.urls.accounts}/graphql`;
  expect(await sendOperation(url, { query: "{ me { id } }" })).toEqual({ data: { me: null }, errors: [] });
  // Without the audience scope, the token is valid for userinfo but not for ZITADEL's API.
  const limited = (await demo.zitadel.issueTokens("granny", "admin-ui", "openid")).accessToken;
  const { errors } = await sendOperation(url, { query: "{ me { id } }", token: limited });
  expect(errors).toMatchObject([{ code: "UNAUTHENTICATED", path: "me" }]);
  expect(errors[0]?.message).toContain("urn:zitadel:iam:org:project:id:zitadel:aud");

  const token = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  for (const invalid of ["first: 101", "offset: -1", `search: "${"x".repeat(201)}"`]) {
    const result = await sendOperation(url, { query: `{ users(${invalid}) { total } }`, token });
    expect(result.errors, invalid).toMatchObject([{ code: "BAD_USER_INPUT", path: "users" }]);
  }
});

test("returns UPSTREAM_TIMEOUT if ZITADEL does not respond in time", async ({ demo }) => {
  const token = (await demo.zitadel.issueTokens("granny", "admin-ui", scope)).accessToken;
  demo.zitadel.failNext(/ListUsers$/, "hang");
  const { errors } = await sendOperation(demo.urls.gateway, { query: "{ users { total } }", token });
  expect(errors).toMatchObject([{ code: "UPSTREAM_TIMEOUT", path: "users" }]);
});
