import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createClient } from "../contract/zitadel-client.js";
import { call, setUpEmulator, zitadel } from "./emulator.js";

setUpEmulator();

const started = z.object({ sessionId: z.string(), sessionToken: z.string() });

async function startSession(checks?: object, more: object = {}): Promise<z.infer<typeof started>> {
  const response = await call("/v2/sessions", { ...(checks && { checks }), ...more });
  return started.parse(response.body);
}

function get(id: string, query = "", as = "owner"): ReturnType<typeof call> {
  return createClient(zitadel, as)(`/v2/sessions/${id}${query}`, undefined, "GET");
}

const withPassword = { user: { loginName: "road-runner" }, password: { password: "Password1!" } };

describe("CreateSession", () => {
  it("starts a session without checks", async () => {
    const { sessionId } = await startSession();
    const { body } = await get(sessionId);
    expect(body).toMatchObject({ session: { id: sessionId } });
    expect(body).not.toMatchObject({ session: { factors: {} } });
  });

  it("verifies a user by id, and no password", async () => {
    const userId = zitadel.directory.user("road-runner");
    const { sessionId } = await startSession({ user: { userId } }, { lifetime: "300s" });
    expect(await get(sessionId)).toMatchObject({
      body: {
        session: {
          factors: { user: { id: userId, loginName: "road-runner", displayName: "road runner" } },
          expirationDate: expect.any(String),
        },
      },
    });
  });

  it.each([
    [{ user: { userId: "1" } }, 404, "User could not be found (QUERY-Dfbg2)"],
    [{ user: {} }, 501, "user search <nil> not implemented (SESSION-d3b4g0)"],
    [{ password: { password: "x" } }, 400, "User ID missing (COMMAND-Sfw3f)"],
    [{ ...withPassword, password: { password: "x" } }, 400, "Password is invalid (COMMAND-3M0fs)"],
    [{ ...withPassword, totp: { code: "123456" } }, 501, "The emulator does not support checks.totp"],
  ])("rejects %o", async (checks, status, message) => {
    expect(await call("/v2/sessions", { checks })).toMatchObject({
      status,
      body: { message: expect.stringContaining(message) },
    });
  });
});

describe("GetSession", () => {
  it("accepts the session token in place of a role", async () => {
    const { sessionId, sessionToken } = await startSession(withPassword);
    const query = `?sessionToken=${sessionToken}`;
    expect(await get(sessionId, query, "nobody")).toMatchObject({
      body: { session: { factors: { password: { verifiedAt: expect.any(String) } } } },
    });
    expect((await get(sessionId, "", "nobody")).status).toBe(403);
    expect(await get(sessionId, "?sessionToken=x")).toMatchObject({
      status: 403,
      body: { message: "Permission denied (QUERY-dsfr3)" },
    });
  });

  it("returns not_found for an unknown session", async () => {
    expect(await get("1")).toMatchObject({
      status: 404,
      body: { message: "Session does not exist (QUERY-SFeaa)" },
    });
  });
});

describe("ListSessions", () => {
  const list = async (queries: object[], as = "owner"): Promise<string[]> => {
    const { body } = await createClient(zitadel, as)("/v2/sessions/search", { queries });
    const sessions = z.array(z.object({ id: z.string() })).default([]);
    return z
      .object({ sessions })
      .parse(body)
      .sessions.map(({ id }) => id);
  };

  it("finds sessions by id, user and creator, newest first", async () => {
    const userId = zitadel.addUser("lister", {});
    const first = (await startSession({ user: { userId } })).sessionId;
    const second = (await startSession({ user: { userId } })).sessionId;
    expect(await list([{ userIdQuery: { id: userId } }])).toEqual([second, first]);
    expect(await list([{ idsQuery: { ids: [first] } }])).toEqual([first]);
    expect(await list([{ idsQuery: { ids: [first] } }, { creatorQuery: {} }])).toEqual([first]);
    expect(await list([{ creatorQuery: { id: userId } }])).toEqual([]);
  });

  it("leaves out sessions that the caller may not read", async () => {
    const { sessionId } = await startSession(withPassword);
    expect(await list([{ idsQuery: { ids: [sessionId] } }], "nobody")).toEqual([]);
  });
});

describe("DeleteSession", () => {
  it("removes the session", async () => {
    const { sessionId, sessionToken } = await startSession(withPassword);
    const remove = (token: string): ReturnType<typeof call> =>
      createClient(zitadel, "nobody")(`/v2/sessions/${sessionId}`, { sessionToken: token }, "DELETE");
    expect(await remove("x")).toMatchObject({
      status: 403,
      body: { message: "Session Token is invalid (COMMAND-sGr42)" },
    });
    expect((await remove(sessionToken)).status).toBe(200);
    expect((await get(sessionId)).status).toBe(404);
  });
});
