import { expect, it } from "vitest";
import { z } from "zod";
import { call, setUpEmulator } from "./emulator.js";

setUpEmulator();

const people = [
  {
    name: "list-a",
    profile: { givenName: "Cleo", familyName: "Young", nickName: "cy" },
    phone: "+41710000001",
  },
  {
    name: "list-b",
    profile: { givenName: "anna", familyName: "Zhou", nickName: "az" },
    phone: "+41710000002",
  },
  { name: "list-c", profile: { givenName: "Bob", familyName: "Xu", nickName: "bx" }, phone: "+41710000003" },
];

const page = z.object({ result: z.array(z.object({ username: z.string() })).default([]) });

async function list(request: object): Promise<string[]> {
  const response = await call("/v2/users", request);
  expect(response.status).toBe(200);
  return page.parse(response.body).result.map(({ username }) => username);
}

const added = { userNameQuery: { userName: "list-", method: "TEXT_QUERY_METHOD_STARTS_WITH" } };

async function addPeople(): Promise<void> {
  for (const { name: username, profile, phone } of people) {
    const email = { email: `${profile.nickName}@example.com` };
    await call("/v2/users/human", { userId: username, username, profile, email, phone: { phone } });
  }
  await call("/v2/users/list-b/lock", {});
}

it("sorts by every column", async () => {
  await addPeople();
  const sort = (column: string): Promise<string[]> =>
    list({ queries: [added], query: { asc: true }, sortingColumn: `USER_FIELD_NAME_${column}` });
  expect(await sort("FIRST_NAME")).toEqual(["list-b", "list-c", "list-a"]);
  expect(await sort("LAST_NAME")).toEqual(["list-c", "list-a", "list-b"]);
  expect(await sort("NICK_NAME")).toEqual(["list-b", "list-c", "list-a"]);
  expect(await sort("DISPLAY_NAME")).toEqual(["list-b", "list-c", "list-a"]);
  expect(await sort("EMAIL")).toEqual(["list-b", "list-c", "list-a"]);
  expect(await sort("STATE")).toEqual(["list-a", "list-c", "list-b"]);
  expect(await sort("CREATION_DATE")).toEqual(["list-a", "list-b", "list-c"]);
  expect(await list({ queries: [added], sortingColumn: "USER_FIELD_NAME_FIRST_NAME" })).toEqual([
    "list-a",
    "list-c",
    "list-b",
  ]);
});

it.each([
  [{ firstNameQuery: { firstName: "Cleo" } }, ["list-a"]],
  [{ lastNameQuery: { lastName: "x", method: "TEXT_QUERY_METHOD_STARTS_WITH_IGNORE_CASE" } }, ["list-c"]],
  [{ nickNameQuery: { nickName: "az" } }, ["list-b"]],
  [{ emailQuery: { emailAddress: "bx@example.com" } }, ["list-c"]],
  [{ phoneQuery: { number: "+41710000001" } }, ["list-a"]],
  [{ loginNameQuery: { loginName: "list-b" } }, ["list-b"]],
  [{ stateQuery: { state: "USER_STATE_LOCKED" } }, ["list-b"]],
  [{ inUserEmailsQuery: { userEmails: ["cy@example.com", "az@example.com"] } }, ["list-b", "list-a"]],
  [{ notQuery: { query: { firstNameQuery: { firstName: "Bob" } } } }, ["list-b", "list-a"]],
])("finds users by %o", async (query, expected) => {
  expect(await list({ queries: [query, added] })).toEqual(expected);
});

it.each([
  [{ firstNameQuery: {} }, "invalid FirstNameQuery.FirstName: value length must be between 1 and 200 runes"],
  [
    { phoneQuery: { number: "1".repeat(21) } },
    "invalid PhoneQuery.Number: value length must be at most 20 runes",
  ],
  [{ stateQuery: { state: 17 } }, "invalid StateQuery.State: value must be one of the defined enum values"],
])("rejects %o", async (query, message) => {
  const { status, body } = await call("/v2/users", { queries: [query] });
  expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(message)]);
});
