import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator, Fault } from "zitadel-emulator";
import type { Random } from "../../test/property/random.js";
import type { TcpProxy } from "../../test/support/servers.js";

const html = { body: "<html>", contentType: "text/html" } as const;
const rateLimited = { status: 429, body: "{}" } as const;

const faults: readonly Fault[] = [
  "reset",
  "truncated",
  "hang",
  { status: 502 },
  { status: 503, ...html },
  { status: 503, afterCommit: true },
  { status: 504 },
  { status: 500, body: '{"code":"internal"}' },
  { dropResponse: "reset" },
  { dropResponse: "hang" },
  rateLimited,
  { ...rateLimited, headers: { "retry-after": "1" } },
  { status: 200, ...html },
  { status: 200, body: "[]" },
  { status: 403, body: "{}" },
  { status: 401, body: "{}" },
  { status: 404, body: '{"details":[{"debug":{"id":"AUTHZ-cdgFk"}}]}' },
  { redirect: "http://localhost:1/" },
];
/** Injected only once in a row: several could look like a ZITADEL without the v2 API. */
const notFound = { status: 404, body: "404 page not found\n", contentType: "text/plain" } as const;
const anyPath = /./;

const faultPhaseMs = 10_000;
const quietPhaseMs = 15_000;
/** How long the faults of a phase have an effect. The circuit breaker probes again after at most 10 s. */
const recoveryMs = 12_000;

/** Alternates between phases with faults and phases without. */
export class FaultSchedule {
  readonly #emulator: Emulator;
  readonly #proxy: TcpProxy;
  readonly #random: Random;
  #lastFaultAt = -Infinity;
  #isFaultPhase = false;

  constructor(emulator: Emulator, proxy: TcpProxy, random: Random) {
    this.#emulator = emulator;
    this.#proxy = proxy;
    this.#random = random;
  }

  /** Whether faults may affect a request that was sent at `start`. */
  mayAffect(start: number): boolean {
    return this.#isFaultPhase || start < this.#lastFaultAt + recoveryMs;
  }

  async run(until: number): Promise<void> {
    while (performance.now() < until) {
      await this.#injectUntil(Math.min(until, performance.now() + faultPhaseMs));
      await sleep(Math.max(0, Math.min(quietPhaseMs, until - performance.now())));
    }
  }

  async #injectUntil(end: number): Promise<void> {
    this.#isFaultPhase = true;
    while (performance.now() < end) await this.#injectFault();
    this.#emulator.reset();
    this.#lastFaultAt = performance.now();
    this.#isFaultPhase = false;
  }

  async #injectFault(): Promise<void> {
    const chance = (probability: number): boolean => this.#random.chance(probability);
    const below = (end: number): number => this.#random.below(end);
    if (chance(0.004)) await this.#closeProxy();
    else if (chance(0.004)) await this.#failTemporarily("hang");
    else if (chance(0.004)) await this.#failTemporarily({ status: 503 });
    else if (chance(0.01)) await this.#failTemporarily({ until: () => sleep(20 + below(280)) });
    else if (chance(0.05)) this.#emulator.failNext(/ListUserMetadata|SetUserMetadata/, notFound);
    else this.#emulator.failNext(anyPath, this.#random.one(faults), 1 + below(5));
    await sleep(20 + below(100));
  }

  async #closeProxy(): Promise<void> {
    await this.#proxy.close();
    await sleep(200 + this.#random.below(1500));
    this.#proxy.open();
  }

  async #failTemporarily(fault: Fault): Promise<void> {
    this.#emulator.failNext(anyPath, fault, Infinity);
    await sleep(300 + this.#random.below(2500));
    this.#emulator.reset();
  }
}
