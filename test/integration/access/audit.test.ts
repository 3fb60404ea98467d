import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { routes } from "../../support/zitadel-calls.js";
import { linesOf, type LogLine } from "../../support/observability.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/query.js";
import { withRules, useTestEnv } from "../../support/test-env.js";

const rules = withRules(() => [
  { keys: ["mine.*"], read: ["self"], write: ["self"], as: "service" },
  { keys: ["locked"], write: [] },
  { keys: ["*"], read: ["anyone"], write: ["anyone"] },
]);

describe("audit log", () => {
  const env = useTestEnv(rules);
  let token: string;
  let me: string;
  let linesBefore: number;
  beforeAll(async () => {
    const person = await env.addPerson();
    me = person.id;
    token = await env.login(person.name);
  });
  beforeEach(() => {
    linesBefore = linesOf(env, "audit").length;
  });

  const newLines = (): readonly LogLine[] => linesOf(env, "audit").slice(linesBefore);

  it("logs the caller, user, keys and credential of a write, but no values", async () => {
    await setUserMetadata(env, token, me, [
      { key: "mine.a", value: "s3cret" },
      { key: "mine.b", value: "s3cret" },
    ]);
    expect(newLines()).toEqual([
      {
        level: 30,
        time: expect.any(Number),
        pid: expect.any(Number),
        hostname: expect.any(String),
        msg: "audit",
        audit: true,
        requestId: expect.any(String),
        caller: me,
        clientId: env.zitadel.directory.app("spa"),
        userId: me,
        action: "set",
        keys: ["mine.a", "mine.b"],
        keyCount: 2,
        credential: "service",
        outcome: "success",
      },
    ]);
    expect(newLines()[0]?.requestId).toBe(linesOf(env, "operation").at(-1)?.requestId);
  });

  it("logs a deletion with the caller's own credential", async () => {
    await deleteUserMetadata(env, env.pat("manager"), me, ["none"]);
    expect(newLines()).toMatchObject([
      {
        action: "delete",
        keys: ["none"],
        credential: "caller",
        clientId: null,
        outcome: "success",
        userId: me,
      },
    ]);
  });

  const failures = [
    [
      "a write that the rules reject",
      "locked",
      "x",
      { outcome: "rejected", userErrors: ["KEY_NOT_WRITABLE"], credential: null },
    ],
    [
      "invalid input",
      "",
      "",
      { outcome: "rejected", userErrors: ["KEY_REQUIRED", "VALUE_EMPTY"], credential: null },
    ],
    ["a write that ZITADEL rejects", "other", "x", { outcome: "FORBIDDEN", credential: "caller" }],
  ] as const;

  it.each(failures)("logs one line for %s", async (_, key, value, line) => {
    await setUserMetadata(env, token, me, [{ key, value }]);
    expect(newLines()).toMatchObject([{ caller: me, userId: me, action: "set", keys: [key], ...line }]);
  });

  it("logs one line for a user that does not exist", async () => {
    await setUserMetadata(env, env.pat("manager"), "999999999999999999", [{ key: "a", value: "x" }]);
    const line = { outcome: "rejected", userErrors: ["USER_NOT_FOUND"], credential: "caller" };
    expect(newLines()).toMatchObject([line]);
  });

  it("logs one line each for a write with an unknown outcome and a failed write", {
    tags: ["embedded"],
  }, async () => {
    env.emulator.failNext(routes.set, "reset");
    await setUserMetadata(env, token, me, [{ key: "mine.a", value: "x" }]);
    env.emulator.failNext(routes.remove, { status: 503, body: "{}" });
    await deleteUserMetadata(env, token, me, ["mine.a"]);
    expect(newLines()).toMatchObject([
      { action: "set", credential: "service", outcome: "WRITE_OUTCOME_UNKNOWN" },
      { action: "delete", credential: "service", outcome: expect.stringMatching(/^(UPSTREAM|WRITE)_/) },
    ]);
  });

  it("logs one line for a write without a valid token or a valid user id", async () => {
    await setUserMetadata(env, undefined, me, [{ key: "a", value: "x" }]);
    await deleteUserMetadata(env, "garbage", me, ["a"]);
    await deleteUserMetadata(env, token, "0".repeat(1000), ["a"]);
    const unauthenticated = {
      caller: null,
      clientId: null,
      credential: null,
      outcome: "UNAUTHENTICATED",
      userId: me,
    };
    expect(newLines()).toMatchObject([
      unauthenticated,
      unauthenticated,
      { caller: me, userId: "0".repeat(200), outcome: "BAD_USER_INPUT" },
    ]);
  });

  it("logs one line per field of an operation and truncates long key lists", async () => {
    const keys = Array.from({ length: 120 }, (_, index) => `mine.${index}`);
    const field = (alias: string): string =>
      `${alias}: deleteUserMetadata(input: { userId: "${me}", keys: $keys }) { deletedKeys }`;
    await env.query(`mutation ($keys: [String!]!) { ${field("a")} ${field("b")} }`, {
      token,
      variables: { keys },
    });
    const line = { keys: keys.slice(0, 50), keyCount: 120, outcome: "success" };
    expect(newLines()).toMatchObject([line, line]);
  });

  it("logs nothing for reads", async () => {
    await env.query("{ me { metadata { key } } }", { token });
    expect(newLines()).toEqual([]);
  });
});
