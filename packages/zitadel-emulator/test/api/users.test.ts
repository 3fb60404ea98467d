import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createClient } from "../contract/zitadel-client.js";
import { call, setUpEmulator, zitadel } from "./emulator.js";

setUpEmulator();

const created = z.object({ userId: z.string() });

function newPerson(more: object = {}): Record<string, unknown> {
  const name = randomUUID();
  return {
    username: name,
    profile: { givenName: "Ada", familyName: "Lovelace" },
    email: { email: `${name}@example.com`, isVerified: true },
    ...more,
  };
}

async function addPerson(more: object = {}): Promise<string> {
  const response = await call("/v2/users/human", newPerson(more));
  return created.parse(response.body).userId;
}

async function getUser(id: string): Promise<unknown> {
  const { body } = await call(`/v2/users/${id}`, undefined, "GET");
  return z.object({ user: z.unknown() }).parse(body).user;
}

describe("AddHumanUser", () => {
  it("stores all fields of a person, in the caller's organization by default", async () => {
    const userId = randomUUID();
    const profile = {
      givenName: "Ada",
      familyName: "Lovelace",
      nickName: "Countess",
      displayName: "Ada L.",
      preferredLanguage: "en-GB",
      gender: "GENDER_FEMALE",
    };
    const email = { email: "ada@example.com" };
    const phone = { phone: "+41 71 000 00 00", isVerified: true };
    const response = await call("/v2/users/human", { userId, profile, email, phone });
    expect(response).toMatchObject({
      status: 200,
      body: { userId, details: { resourceOwner: zitadel.directory.organization("acme") } },
    });
    expect(await getUser(userId)).toMatchObject({
      username: "ada@example.com",
      human: { profile, email, phone: { phone: "+41710000000", isVerified: true } },
    });
  });

  it("adds a person to an organization by its domain", async () => {
    const organization = { orgDomain: "globex.localhost" };
    expect(await getUser(await addPerson({ organization }))).toMatchObject({
      details: { resourceOwner: zitadel.directory.organization("globex") },
    });
  });

  it.each([
    [{ profile: undefined }, "invalid AddHumanUserRequest.Profile: value is required"],
    [{ email: undefined }, "invalid AddHumanUserRequest.Email: value is required"],
    [
      { userId: "x".repeat(201) },
      "invalid AddHumanUserRequest.UserId: value length must be between 1 and 200",
    ],
    [{ username: "" }, "invalid AddHumanUserRequest.Username: value length must be between 1 and 200"],
    [
      { profile: { givenName: "", familyName: "B" } },
      "SetHumanProfile.GivenName: value length must be between",
    ],
    [{ profile: { givenName: "A" } }, "SetHumanProfile.FamilyName: value length must be between 1 and 200"],
    [
      { profile: { givenName: "A", familyName: "B", preferredLanguage: "a-very-long-tag" } },
      "SetHumanProfile.PreferredLanguage: value length must be at most 10 runes",
    ],
    [{ email: { email: "nobody" } }, "SetHumanEmail.Email: value must be a valid email address"],
    [{ phone: { phone: "call me" } }, "Phone is invalid (PHONE-so0wa)"],
    [{ password: { password: "" } }, "Password.Password: value length must be between 1 and 200"],
  ])("rejects %o", async (fields, message) => {
    expect(await call("/v2/users/human", newPerson(fields))).toMatchObject({
      status: 400,
      body: { code: 3, message: expect.stringContaining(message) },
    });
  });

  it("rejects an id that is in use", async () => {
    const userId = await addPerson();
    expect(await call("/v2/users/human", newPerson({ userId }))).toMatchObject({
      status: 400,
      body: { code: 9, message: "User already exists (COMMAND-7yiox1isql)" },
    });
  });

  it("names the fields that the emulator does not have", async () => {
    expect(await call("/v2/users/human", newPerson({ totpSecret: "ABC" }))).toMatchObject({
      status: 501,
      body: { code: 12, message: expect.stringContaining("totpSecret") },
    });
  });
});

describe("CreateUser", () => {
  it.each([
    [{}, "invalid CreateUserRequest.OrganizationId: value length must be between 1 and 200"],
    [{ organizationId: "1" }, "invalid CreateUserRequest.UserType: value is required"],
    [{ organizationId: "1", human: {} }, "invalid CreateUserRequest_Human.Profile: value is required"],
    [
      { organizationId: "1", machine: {} },
      "invalid CreateUserRequest_Machine.Name: value length must be between",
    ],
  ])("rejects %o", async (request, message) => {
    expect(await call("/v2/users/new", request)).toMatchObject({
      status: 400,
      body: { code: 3, message: expect.stringContaining(message) },
    });
  });

  it("uses the id as the user name of a service user without one", async () => {
    const [userId, organizationId] = [randomUUID(), zitadel.directory.organization("acme")];
    const machine = { name: "Bot", description: "for reports" };
    expect(await call("/v2/users/new", { userId, organizationId, machine })).toMatchObject({ status: 200 });
    expect(await getUser(userId)).toMatchObject({ username: userId, machine });
  });
});

describe("UpdateUser", () => {
  const update = (id: string, request: object, as = "owner"): ReturnType<typeof call> =>
    createClient(zitadel, as)(`/v2/users/${id}`, request, "PATCH");

  it("changes only the fields of the request", async () => {
    const id = await addPerson();
    const human = {
      profile: { givenName: "Augusta", displayName: "A. A." },
      email: { email: "a@example.com" },
    };
    expect(await update(id, { username: `new-${id}`, human })).toMatchObject({ status: 200 });
    expect(await getUser(id)).toMatchObject({
      username: `new-${id}`,
      human: {
        profile: { givenName: "Augusta", familyName: "Lovelace", displayName: "A. A." },
        email: { email: "a@example.com" },
      },
    });
  });

  it("changes the password and the metadata", async () => {
    const id = await addPerson();
    const human = { password: { password: { password: "Changed1!" } } };
    await update(id, { human, metadata: [{ key: "plan", value: btoa("gold") }] });
    const checks = { user: { userId: id }, password: { password: "Changed1!" } };
    expect(await call("/v2/sessions", { checks })).toMatchObject({ status: 200 });
    expect(await call(`/v2/users/${id}/metadata/search`, {})).toMatchObject({
      body: { metadata: [{ key: "plan", value: btoa("gold") }] },
    });
  });

  it.each([
    [{ human: { profile: { givenName: "" } } }, 400, "UpdateUserRequest_Human_Profile.GivenName"],
    [{ human: { email: { email: "x" } } }, 400, "SetHumanEmail.Email: value must be a valid email address"],
    [{ username: "road-runner", human: {} }, 409, "User already exists (V3-DKcYh)"],
    [{ machine: { name: "x" } }, 404, "User could not be found (COMMAND-ugjs0upun6)"],
    [{}, 501, "user type is not implemented ()"],
  ])("rejects %o", async (request, status, message) => {
    const id = await addPerson();
    expect(await update(id, request)).toMatchObject({
      status,
      body: { message: expect.stringContaining(message) },
    });
  });

  it("requires permission for other users", async () => {
    expect((await update(await addPerson(), { human: {} }, "viewer")).status).toBe(403);
  });
});

describe("states", () => {
  it.each([
    ["deactivate", "deactivate", "User is already deactivated (COMMAND-5gunjw0cd7)"],
    [undefined, "reactivate", "User is not inactive (COMMAND-s5qqcz97hf)"],
    ["lock", "lock", "User is not in active or initial state (COMMAND-lgws8wtsqf)"],
    [undefined, "unlock", "User is not locked (COMMAND-olb9vb0oca)"],
  ])("rejects, after %s, %s", async (first, second, message) => {
    const id = await addPerson();
    if (first !== undefined) expect((await call(`/v2/users/${id}/${first}`, {})).status).toBe(200);
    expect(await call(`/v2/users/${id}/${second}`, {})).toMatchObject({
      status: 400,
      body: { code: 9, message },
    });
  });
});
