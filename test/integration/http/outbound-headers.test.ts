import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readVersion } from "../../../src/config/version.js";
import { startTestEnv } from "../../support/test-env.js";

const created = z.object({ request: z.object({ origin: z.coerce.string(), headers: z.array(z.string()) }) });

describe("outbound headers", () => {
  it("sends ZITADEL the name of the subgraph, and none of the caller's headers except the token", async () => {
    await using env = await startTestEnv();
    const token = await env.login("road-runner");
    const names = new Set<string>();
    const userAgents = new Set<string>();
    const record = (message: unknown): void => {
      const { request } = created.parse(message);
      if (request.origin !== env.zitadel.issuer) return;
      for (const [index, name] of request.headers.entries()) {
        if (index % 2 !== 0) continue;
        names.add(name.toLowerCase());
        if (name === "user-agent") userAgents.add(request.headers[index + 1] ?? "");
      }
    };
    subscribe("undici:request:create", record);
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
    unsubscribe("undici:request:create", record);
    expect(codes).toEqual([]);
    expect([...names].sort()).toEqual(["accept", "authorization", "content-type", "user-agent"]);
    expect(userAgents).toEqual(new Set([`zitadel-user-metadata-subgraph/${readVersion()}`]));
  });
});
