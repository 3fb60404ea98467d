import { describe, expect, it } from "vitest";
import { otherLinesOf } from "../../support/observability.js";
import { useTestEnv, withRules } from "../../support/test-env.js";
import { fetchRaw } from "../http/send-raw.js";
import { check, toResult } from "./check.js";

const keys = { FORWARD_AUTH_KEYS: "plan,größe,a,b,c" };

describe("values in headers of forward auth", () => {
  const env = useTestEnv(keys);

  async function headerOf(value: string | Uint8Array): Promise<string | undefined> {
    const { name } = await env.addPerson({ metadata: { plan: value } });
    const { status, caller } = await check(env, await env.login(name));
    expect(status).toBe(204);
    return caller["x-user-metadata-plan"];
  }

  it.each([
    ["a text", "gold", "gold"],
    ["JSON", '{"seats": [1, 2], "eu": true}', '{"seats": [1, 2], "eu": true}'],
    [
      "all printable ASCII",
      "!\"#$&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~",
      "!\"#$&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~",
    ],
    ["a percent sign", "100% (new)", "100%25%20%28new%29"],
    ["a value that looks encoded", "gold%20", "gold%2520"],
    ["letters beyond ASCII", "Zürich Süd", "Z%C3%BCrich%20S%C3%BCd"],
    ["an emoji", "🚀", "%F0%9F%9A%80"],
    ["a space at the start", " gold", "%20gold"],
    ["a space at the end", "gold ", "gold%20"],
    ["a single space", " ", "%20"],
    ["a tab", "a\tb", "a%09b"],
    ["a header in the value", "gold\r\nX-User-Id: 1", "gold%0D%0AX-User-Id%3A%201"],
    ["a line feed alone", "gold\nX-User-Id: 1", "gold%0AX-User-Id%3A%201"],
    ["U+2028, U+0085 and U+007F", "\u2028\u0085\u007F", "%E2%80%A8%C2%85%7F"],
    ["bytes that are not UTF-8", Uint8Array.of(0x00, 0xff, 0x41), "%00%FFA"],
  ])("send %s so that percent-decoding returns the value", async (_, value, header) => {
    expect(await headerOf(value)).toBe(header);
    if (typeof value === "string") expect(decodeURIComponent(header)).toBe(value);
  });

  it("do not split the response", async () => {
    const { name, id } = await env.addPerson({ metadata: { plan: "gold\r\nX-User-Id: 1\r\n\r\nbody" } });
    const authorization = `authorization: Bearer ${await env.login(name)}`;
    const request = `GET /forward-auth HTTP/1.1\r\nhost: a\r\nconnection: close\r\n${authorization}\r\n\r\n`;
    const response = await fetchRaw(env.url, request);
    expect(toResult(response).caller).toEqual({
      "x-user-id": id,
      "x-user-metadata-plan": "gold%0D%0AX-User-Id%3A%201%0D%0A%0D%0Abody",
    });
    expect(await response.text()).toBe("");
  });

  it("are omitted above 1 KiB as sent", async () => {
    expect(await headerOf("x".repeat(1024))).toHaveLength(1024);
    expect(await headerOf("x".repeat(1025))).toBeUndefined();
    // Encoded, each letter takes six characters.
    expect(await headerOf("ü".repeat(170))).toHaveLength(1020);
    expect(await headerOf("ü".repeat(171))).toBeUndefined();
  });

  it("have the name of their key in title case, with hyphens", async () => {
    const { name, id } = await env.addPerson({ metadata: { größe: "L" } });
    const { caller } = await check(env, await env.login(name));
    expect(caller).toEqual({ "x-user-id": id, "x-user-metadata-gr--e": "L" });
  });

  it("fail the check if all headers together exceed 3 KiB", async () => {
    const kibibyte = "x".repeat(1024);
    const login = async (metadata: Readonly<Record<string, string>>): Promise<string> =>
      env.login((await env.addPerson({ metadata })).name);
    expect(await check(env, await login({ a: kibibyte, b: kibibyte }))).toMatchObject({ status: 204 });
    const response = await check(env, await login({ a: kibibyte, b: kibibyte, c: kibibyte }));
    expect(response).toMatchObject({ status: 503, caller: {} });
    expect(otherLinesOf(env).at(-1)).toMatchObject({ code: "REQUEST_TOO_LARGE" });
  });
});

describe("keys that the access rules hide", () => {
  const env = useTestEnv(
    withRules(
      () => [
        { keys: ["internal"], read: ["role:admin"], as: "service" },
        { keys: ["plan"], read: ["anyone"], as: "service" },
        { keys: ["*"], read: ["self"] },
      ],
      { FORWARD_AUTH_KEYS: "internal,plan,region" },
    ),
  );

  it("have no header, and the same calls to ZITADEL are made", async () => {
    const observe = async (metadata: Readonly<Record<string, string>>): Promise<unknown> => {
      const { name, id } = await env.addPerson({ metadata });
      const token = await env.login(name);
      env.takeCalls();
      const { status, caller } = await check(env, token);
      expect(caller["x-user-id"]).toBe(id);
      return { status, headers: Object.keys(caller), calls: env.takeCalls() };
    };
    const visible = { plan: "gold", region: "eu" };
    const hidden = await observe({ ...visible, internal: "x".repeat(2000) });
    expect(hidden).toMatchObject({
      headers: ["x-user-id", "x-user-metadata-plan", "x-user-metadata-region"],
    });
    expect(hidden).toEqual(await observe(visible));
    expect(await observe({ internal: "blocked" })).toEqual(await observe({}));
  });

  it("have a header for a caller whose role may read them", async () => {
    const { name } = await env.addPerson({ metadata: { internal: "note" }, roles: ["admin"] });
    const { caller } = await check(env, await env.login(name));
    expect(caller["x-user-metadata-internal"]).toBe("note");
  });
});

describe("rules that hide all keys", () => {
  const env = useTestEnv(
    withRules(() => [{ keys: ["*"], read: ["role:admin"], as: "service" }], { FORWARD_AUTH_KEYS: "plan" }),
  );

  it("leave the user id, and nothing is read", async () => {
    const { name, id } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = await env.login(name);
    env.takeCalls();
    expect(await check(env, token)).toMatchObject({ status: 204, caller: { "x-user-id": id } });
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });
});
