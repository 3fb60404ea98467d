import { describe, expect, it } from "vitest";
import { readVersion } from "../../../src/config/version.js";
import { startTestEnv } from "../../support/test-env.js";
import { recordCalls } from "../../support/zitadel-calls.js";

describe("outbound headers", () => {
  it("sends ZITADEL the name of the subgraph, and none of the caller's headers except the token", async () => {
    await using env = await startTestEnv();
    const token = await env.login("road-runner");
    using recorded = recordCalls(env.zitadel.issuer);
    const headers = {
      cookie: "session=s3cret",
      "x-forwarded-for": "10.0.0.1",
      "x-zitadel-orgid": "1",
      "x-zitadel-instance-host": "evil.example",
      "accept-language": "de",
      "x-request-id": "one",
      "user-agent": "evil",
    };
    const { codes } = await env.query("{ me { metadata { key createdAt } } }", { token, headers });
    expect(codes).toEqual([]);
    const sent = recorded.take().map((call) => call.headers);
    const names = new Set(sent.flatMap((sentHeaders) => Object.keys(sentHeaders)));
    expect([...names].sort()).toEqual([
      ...["accept", "accept-encoding", "authorization", "content-type", "user-agent"],
    ]);
    const userAgents = new Set(sent.map((sentHeaders) => sentHeaders["user-agent"]));
    expect(userAgents).toEqual(new Set([`zitadel-user-metadata-subgraph/${readVersion()}`]));
  });

  it("requests responses without compression, which proxies could add otherwise", async () => {
    await using env = await startTestEnv();
    using recorded = recordCalls(env.zitadel.issuer);
    expect((await env.query("{ me { id } }", { token: await env.login("road-runner") })).codes).toEqual([]);
    expect(recorded.take().map(({ headers }) => headers["accept-encoding"])).toEqual(["identity"]);
  });
});
