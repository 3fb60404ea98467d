import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator, Fault } from "zitadel-emulator";
import type { Random } from "../../test/property/random.js";
import type { TcpProxy } from "../../test/support/tcp-proxy.js";

const html = { body: "<html>", contentType: "text/html" } as const;
const rateLimited = { status: 429, body: "{}" } as const;

const faults: readonly Fault[] = [
  "reset",
  "half",
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
/** More than one in a row could make it look as if ZITADEL had no API of version 2. */
const notFound = { status: 404, body: "404 page not found\n", contentType: "text/plain" } as const;
const everywhere = /./;

const weatherMs = 10_000;
const calmMs = 15_000;
/** How long weather has an effect: the circuit breaker looks again after 10 s at the latest. */
const aftermathMs = 12_000;

/** Weather and calm by turns. */
export class Weather {
  readonly #emulator: Emulator;
  readonly #relay: TcpProxy;
  readonly #random: Random;
  #lastAt = -Infinity;
  #isRough = false;

  constructor(emulator: Emulator, relay: TcpProxy, random: Random) {
    this.#emulator = emulator;
    this.#relay = relay;
    this.#random = random;
  }

  /** Whether what happens since then may go wrong for it. */
  excuses(start: number): boolean {
    return this.#isRough || start < this.#lastAt + aftermathMs;
  }

  async run(until: number): Promise<void> {
    while (performance.now() < until) {
      await this.#roughUntil(Math.min(until, performance.now() + weatherMs));
      await sleep(Math.max(0, Math.min(calmMs, until - performance.now())));
    }
  }

  async #roughUntil(end: number): Promise<void> {
    this.#isRough = true;
    while (performance.now() < end) await this.#happen();
    this.#emulator.reset();
    this.#lastAt = performance.now();
    this.#isRough = false;
  }

  async #happen(): Promise<void> {
    const chance = (probability: number): boolean => this.#random.chance(probability);
    const below = (end: number): number => this.#random.below(end);
    if (chance(0.004)) await this.#refuse();
    else if (chance(0.004)) await this.#forAWhile("hang");
    else if (chance(0.004)) await this.#forAWhile({ status: 503 });
    else if (chance(0.01)) await this.#forAWhile({ until: () => sleep(20 + below(280)) });
    else if (chance(0.05)) this.#emulator.failNext(/ListUserMetadata|SetUserMetadata/, notFound);
    else this.#emulator.failNext(everywhere, this.#random.one(faults), 1 + below(5));
    await sleep(20 + below(100));
  }

  async #refuse(): Promise<void> {
    await this.#relay.close();
    await sleep(200 + this.#random.below(1500));
    this.#relay.open();
  }

  async #forAWhile(fault: Fault): Promise<void> {
    this.#emulator.failNext(everywhere, fault, Infinity);
    await sleep(300 + this.#random.below(2500));
    this.#emulator.reset();
  }
}
