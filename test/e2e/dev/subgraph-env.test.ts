import { describe, expect, it } from "vitest";
import { readConfig } from "../../../src/config/read-config.js";
import { createSubgraphEnv } from "../../../src/commands/dev/subgraph-env.js";
import { devSeed, type Emulator, startEmulator } from "zitadel-emulator";

/**
 * Statuses that the service user of `npm run dev` gets for reading events and for writing another user's
 * metadata.
 */
async function callWithServiceUser(
  zitadel: Emulator,
  env: Record<string, string>,
): Promise<readonly number[]> {
  const { ZITADEL_SERVICE_USER_TOKEN: token = "" } = createSubgraphEnv(env, zitadel);
  const userId = zitadel.directory.user("bugs-bunny");
  const calls = [
    ["/admin/v1/events/_search", {}],
    [`/v2/users/${userId}/metadata`, { metadata: [{ key: "a", value: "MQ==" }] }],
  ] as const;
  const responses = calls.map(([path, message]) =>
    fetch(zitadel.issuer + path, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(message),
    }),
  );
  return (await Promise.all(responses)).map(({ status }) => status);
}

describe("the subgraph environment of npm run dev", () => {
  it("supports a replica and service rules: the service user can read events and write metadata", async () => {
    await using zitadel = await startEmulator({ seed: devSeed });
    const env = { REPLICA: "memory", REPLICA_POLL_INTERVAL_MS: "500" };
    const { replica } = readConfig(createSubgraphEnv(env, zitadel));
    expect(replica).toMatchObject({ store: { kind: "memory" }, pollMs: 500 });
    expect(await callWithServiceUser(zitadel, env)).toEqual([200, 200]);
  });

  it("limits the service user to writing metadata if there is no replica", async () => {
    await using zitadel = await startEmulator({ seed: devSeed });
    expect(await callWithServiceUser(zitadel, {})).toEqual([403, 200]);
    expect(await callWithServiceUser(zitadel, { REPLICA: " " })).toEqual([403, 200]);
  });
});
