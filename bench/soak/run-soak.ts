import { setTimeout as sleep } from "node:timers/promises";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { createRandom } from "../../test/property/random.js";
import { startTcpProxy } from "../../test/support/servers.js";
import { type Subgraph, startSubgraph } from "./child.js";
import { sendRandomRequest, type SoakUsers, type SoakContext, keys } from "./client.js";
import { Model } from "./model.js";
import { SoakStats } from "./stats.js";
import { FaultSchedule } from "./fault-schedule.js";

export interface SoakOptions {
  readonly seconds: number;
  readonly clients: number;
  readonly seed: number;
}

const scope = "openid profile urn:zitadel:iam:user:metadata urn:zitadel:iam:org:project:id:zitadel:aud";

/**
 * Loads a subgraph while faults are injected, and checks every response against a model of the possible
 * values.
 */
export async function runSoak({
  seconds,
  clients,
  seed,
}: SoakOptions): Promise<ReturnType<SoakStats["report"]>> {
  await using emulator = await startEmulator();
  await using proxy = await startTcpProxy(emulator.issuer);
  await using subgraph = await startSubgraph(subgraphEnv(emulator, proxy.url));
  const random = createRandom(seed);
  const faults = new FaultSchedule(emulator, proxy, createRandom(seed + 1));
  const users = await createUsers(emulator);
  const context = {
    url: subgraph.url,
    users,
    random,
    faults,
    model: new Model(),
    stats: new SoakStats(),
  };
  const deadline = performance.now() + seconds * 1000;

  async function client(): Promise<void> {
    while (performance.now() < deadline) await sendRandomRequest(context);
  }
  await Promise.all([
    faults.run(deadline),
    sampleMetrics(subgraph, emulator, context.stats, deadline),
    ...Array.from({ length: clients }, client),
  ]);
  // Delayed writes are executed by then.
  await sleep(1000);
  compareWithModel(emulator, context);
  return context.stats.report();
}

/** Compares the metadata in ZITADEL with the writes. */
function compareWithModel(emulator: Emulator, { users, model, stats }: SoakContext): void {
  const now = performance.now();
  for (const id of users.userIds) {
    const stored = emulator.getMetadata(id);
    for (const key of new Set([...keys, ...stored.keys()])) {
      const bytes = stored.get(key);
      const value = bytes === undefined ? undefined : Buffer.from(bytes).toString();
      const violation = model.explainViolation(id, key, value, now, now);
      if (violation !== undefined) stats.recordViolation(`at the end: ${violation}`);
    }
  }
}

/** Records the calls to ZITADEL and the memory of the subgraph until the deadline. */
export async function sampleMetrics(
  subgraph: Subgraph,
  emulator: Emulator,
  stats: SoakStats,
  deadline: number,
): Promise<void> {
  for (let second = 0; performance.now() < deadline; second++) {
    stats.recordCalls(emulator.calls.length);
    emulator.clearCalls();
    if (second % 5 === 0) stats.recordMemory(await subgraph.memory());
    await sleep(1000);
  }
}

function subgraphEnv({ issuer, directory }: Emulator, apiUrl: string): Record<string, string> {
  return {
    ZITADEL_ISSUER: issuer,
    ZITADEL_API_URL: apiUrl,
    ZITADEL_PROJECT_ID: directory.project("shop"),
    ZITADEL_INTROSPECTION_CLIENT_ID: directory.app("api-basic"),
    ZITADEL_INTROSPECTION_CLIENT_SECRET: directory.secret("api-basic"),
    // Short enough for a retry after a call that hangs.
    UPSTREAM_TIMEOUT_MS: "2000",
    HOST: "127.0.0.1",
    PORT: "0",
  };
}

async function createUsers(emulator: Emulator): Promise<SoakUsers> {
  const names = Array.from({ length: 120 }, (_, n) => `person-${n}`);
  const userIds = names.map((name) => emulator.addUser(name, {}));
  const callers: { id: string; token: string }[] = [];
  for (const [n, name] of names.slice(0, 16).entries()) {
    const { accessToken } = await emulator.issueTokens(name, n % 2 === 0 ? "spa" : "spa-jwt", scope);
    callers.push({ id: emulator.directory.user(name), token: accessToken });
  }
  const { personalAccessToken } = emulator.directory;
  return {
    userIds,
    callers,
    manager: personalAccessToken("manager"),
    viewer: personalAccessToken("viewer"),
    withoutRole: personalAccessToken("nobody"),
  };
}
