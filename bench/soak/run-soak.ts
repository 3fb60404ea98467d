import { setTimeout as sleep } from "node:timers/promises";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { createRandom } from "../../test/property/random.js";
import { startTcpProxy } from "../../test/support/tcp-proxy.js";
import { type Subgraph, startSubgraph } from "./child.js";
import { ask, type Cast, type Ground, keys } from "./client.js";
import { Model } from "./model.js";
import { Tally } from "./tally.js";
import { Weather } from "./fault-schedule.js";

export interface SoakOptions {
  readonly seconds: number;
  readonly clients: number;
  readonly seed: number;
}

const scope = "openid profile urn:zitadel:iam:user:metadata urn:zitadel:iam:org:project:id:zitadel:aud";

/** Keeps a subgraph busy for so long, in all weathers, and holds every answer against what can be true. */
export async function runSoak({ seconds, clients, seed }: SoakOptions): Promise<ReturnType<Tally["report"]>> {
  await using emulator = await startEmulator();
  await using relay = await startTcpProxy(emulator.issuer);
  await using subgraph = await startSubgraph(settingsOf(emulator, relay.url));
  const random = createRandom(seed);
  const weather = new Weather(emulator, relay, createRandom(seed + 1));
  const cast = await castOf(emulator);
  const ground = { url: subgraph.url, cast, random, weather, model: new Model(), tally: new Tally() };
  const until = performance.now() + seconds * 1000;

  async function client(): Promise<void> {
    while (performance.now() < until) await ask(ground);
  }
  await Promise.all([
    weather.run(until),
    watch(subgraph, emulator, ground.tally, until),
    ...Array.from({ length: clients }, client),
  ]);
  // What was held up is carried out by then.
  await sleep(1000);
  compare(emulator, ground);
  return ground.tally.report();
}

/** What stands in the end is what the last writes made of it. */
function compare(emulator: Emulator, { cast, model, tally }: Ground): void {
  const now = performance.now();
  for (const id of cast.owners) {
    const stored = emulator.getMetadata(id);
    for (const key of new Set([...keys, ...stored.keys()])) {
      const bytes = stored.get(key);
      const value = bytes === undefined ? undefined : Buffer.from(bytes).toString();
      const objection = model.objection(id, key, value, now, now);
      if (objection !== undefined) tally.violation(`in the end, ${objection}`);
    }
  }
}

async function watch(subgraph: Subgraph, emulator: Emulator, tally: Tally, until: number): Promise<void> {
  for (let second = 0; performance.now() < until; second++) {
    tally.called(emulator.calls.length);
    emulator.clearCalls();
    if (second % 5 === 0) tally.sampled(await subgraph.memory());
    await sleep(1000);
  }
}

function settingsOf({ issuer, directory }: Emulator, apiUrl: string): Record<string, string> {
  return {
    ZITADEL_ISSUER: issuer,
    ZITADEL_API_URL: apiUrl,
    ZITADEL_PROJECT_ID: directory.project("shop"),
    ZITADEL_INTROSPECTION_CLIENT_ID: directory.app("api-basic"),
    ZITADEL_INTROSPECTION_CLIENT_SECRET: directory.secret("api-basic"),
    // A call that hangs is to be given up in time for the next one.
    UPSTREAM_TIMEOUT_MS: "2000",
    HOST: "127.0.0.1",
    PORT: "0",
  };
}

async function castOf(emulator: Emulator): Promise<Cast> {
  const names = Array.from({ length: 120 }, (_, n) => `person-${n}`);
  const owners = names.map((name) => emulator.addUser(name, {}));
  const people: { id: string; token: string }[] = [];
  for (const [n, name] of names.slice(0, 16).entries()) {
    const { accessToken } = await emulator.issueTokens(name, n % 2 === 0 ? "spa" : "spa-jwt", scope);
    people.push({ id: emulator.directory.user(name), token: accessToken });
  }
  const { personalAccessToken } = emulator.directory;
  return {
    owners,
    people,
    manager: personalAccessToken("manager"),
    viewer: personalAccessToken("viewer"),
    nobody: personalAccessToken("nobody"),
  };
}
