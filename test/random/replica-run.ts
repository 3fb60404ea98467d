import { z } from "zod";
import type { Emulator } from "../../src/emulator/emulator.js";
import type { Withheld } from "../../src/emulator/events/event-log.js";
import { createFollow } from "../../src/replica/follower.js";
import { createListOwners } from "../../src/replica/list-owners.js";
import { createProgress } from "../../src/replica/progress.js";
import { createSelfCheck } from "../../src/replica/self-check.js";
import type { ReplicaStore } from "../../src/replica/store.js";
import { entriesIn } from "../../src/replica/unpack-record.js";
import { createClient } from "../contract/zitadel-client.js";
import { silentLog } from "../support/silent-log.js";
import type { FollowedZitadel } from "./followed-zitadel.js";
import type { Random } from "./random.js";

const keys = ["a", "b", "c", "__proto__", "🚀"];
const stepsPerRun = 25;
const overlapMs = 10_000;
const row = z.object({
  key: z.string(),
  value: z.string(),
  creationDate: z.string(),
  changeDate: z.string(),
});
const list = z.object({ metadata: z.array(row).default([]) });
const unwatched = {
  answered: () => undefined,
  read: () => undefined,
  checked: () => undefined,
  differed: () => undefined,
  refilled: () => undefined,
};

type Entries = Readonly<Record<string, readonly (readonly string[])[]>>;

/** One follower of a store, which does a poll whenever it is told to. */
interface Instance {
  poll(): Promise<void>;
  stop(): Promise<void>;
}

/** Random things that happen at a ZITADEL, and instances that follow it. */
export class ReplicaRun {
  readonly #emulator: Emulator;
  readonly #zitadel: FollowedZitadel;
  readonly #store: ReplicaStore;
  readonly #random: Random;
  readonly #name: string;
  readonly #users: { readonly id: string; readonly name: string }[] = [];
  #late: Withheld[] = [];
  #instance: Instance;
  #values = 0;
  readonly story: string[] = [];

  constructor(zitadel: FollowedZitadel, store: ReplicaStore, random: Random, name: string) {
    this.#zitadel = zitadel;
    this.#emulator = zitadel.emulator;
    this.#store = store;
    this.#random = random;
    this.#name = name;
    this.#instance = this.#startInstance();
  }

  /** What the replica has of everybody at the end, and what ZITADEL lists. */
  async play(): Promise<{ readonly replica: Entries; readonly listed: Entries }> {
    for (const organisation of [`${this.#name}-a`, `${this.#name}-b`, `${this.#name}-a`])
      this.#addUser(organisation);
    for (let n = 0; n < stepsPerRun; n++) await this.#step();
    for (const late of this.#late) late.release();
    this.#emulator.calm();
    // Failures that are still to come hit one poll each.
    for (let n = 0; n < 6; n++) await this.#instance.poll();
    await this.#instance.stop();
    return { replica: await this.#stored(), listed: await this.#listed() };
  }

  async #step(): Promise<void> {
    const { chance, below } = this.#random;
    if (chance(0.3)) return this.#poll();
    if (chance(0.08)) return this.#restart();
    if (chance(0.1)) return this.#hold();
    if (chance(0.1)) return this.#release();
    if (chance(0.06))
      return this.#tell("small pages", () => this.#emulator.limitEventPages(400 + below(3000)));
    if (chance(0.06))
      return this.#tell("failure", () =>
        this.#emulator.failNext("/admin/v1/events/_search", { status: 503 }),
      );
    if (chance(0.03)) return this.#cut();
    if (chance(0.05) && this.#late.length === 0)
      return this.#tell("time", () => this.#emulator.advance(3 * overlapMs));
    if (chance(0.1)) return this.#addUser(`${this.#name}-${this.#random.one(["a", "b"])}`);
    if (chance(0.06)) return this.#remove();
    return this.#write();
  }

  async #poll(): Promise<void> {
    this.story.push("poll");
    await this.#instance.poll();
  }

  async #restart(): Promise<void> {
    this.story.push("restart");
    await this.#instance.stop();
    this.#instance = this.#startInstance();
  }

  #hold(): void {
    this.story.push("late");
    this.#late.push(this.#emulator.holdNextEvents(1 + this.#random.below(2)));
  }

  #release(): void {
    const late = this.#late.splice(this.#random.below(this.#late.length + 1), 1);
    this.story.push(`release ${late.length}`);
    for (const one of late) one.release();
  }

  /** What is still withheld would be lost for good. */
  #cut(): void {
    if (this.#late.length > 0) return;
    this.#tell("cut", () => this.#emulator.cutEvents(this.#random.below(6)));
  }

  #tell(what: string, act: () => void): void {
    this.story.push(what);
    act();
  }

  #addUser(organisation: string): void {
    if (!this.#zitadel.organisations.has(organisation)) return;
    const name = `${this.#name}-${this.#users.length}`;
    const metadata = this.#random.chance(0.5) ? { a: "seeded", first: this.#value() } : {};
    this.story.push(`add ${name}`);
    this.#users.push({ id: this.#emulator.addUser(name, { organisation, metadata }), name });
  }

  #remove(): void {
    const { chance, one } = this.#random;
    if (chance(0.2)) {
      const organisation = `${this.#name}-${one(["a", "b"])}`;
      if (!this.#zitadel.organisations.delete(organisation)) return;
      this.#tell(`remove ${organisation}`, () => this.#emulator.removeOrganisation(organisation));
      return;
    }
    const { name } = one(this.#users);
    if (chance(0.3)) this.#tell(`remove ${name}`, () => this.#emulator.remove(name));
    else this.#tell(`remove all of ${name}`, () => this.#emulator.removeAllMetadata(name));
  }

  async #write(): Promise<void> {
    const { id, name } = this.#random.one(this.#users);
    const many = this.#random.chance(0.1) ? Array.from({ length: 40 }, (_, n) => `k${n}`) : [];
    const metadata = [...this.#random.some(keys, 1, 3), ...many].map((key) => ({
      key,
      // An empty value deletes.
      value: this.#random.chance(0.3) ? "" : btoa(this.#value()),
    }));
    this.story.push(
      `write ${name} ${metadata
        .map(({ key, value }) => `${key}=${value}`)
        .slice(0, 3)
        .join(" ")}`,
    );
    await createClient(this.#emulator)(`/v2/users/${id}/metadata`, { metadata });
  }

  #value(): string {
    return this.#random.chance(0.2) ? "same" : `${++this.#values}`;
  }

  #startInstance(): Instance {
    const stopping = new AbortController();
    let go: (() => void) | undefined;
    let polled: (() => void) | undefined;
    const ready = new Promise<void>((resolve) => {
      polled = resolve;
    });
    const wake = {
      nudge: () => undefined,
      sleep: () => {
        polled?.();
        return new Promise<void>((resolve) => {
          go = resolve;
        });
      },
    };
    const { feed, users, lists, organisationsOf } = this.#zitadel;
    const checking = {
      listOwners: createListOwners(lists),
      organisationsOf,
      log: silentLog,
      watch: unwatched,
    };
    const follow = createFollow({
      ...checking,
      feed,
      users,
      store: this.#store,
      pollMs: 1,
      overlapMs,
      maxBytes: Number.POSITIVE_INFINITY,
      wake,
      progress: createProgress(silentLog),
      selfCheck: createSelfCheck({ ...checking, everyMs: 0, overlapMs, pick: () => Promise.resolve([]) }),
    });
    const following = this.#store.lead(follow, stopping.signal);
    return {
      async poll() {
        await ready;
        const done = new Promise<void>((resolve) => {
          polled = resolve;
        });
        go?.();
        await done;
      },
      async stop() {
        await ready;
        stopping.abort();
        go?.();
        await following;
      },
    };
  }

  async #stored(): Promise<Entries> {
    const ids = this.#users.map(({ id }) => id);
    const page = await this.#store.read(ids);
    if (page?.ageMs === undefined) throw new TypeError("the replica is filled at the end");
    return Object.fromEntries(
      ids.map((id, n) => {
        const record = page.records[n];
        const entries = record === undefined ? [] : entriesIn(record, id, true);
        return [
          id,
          entries.map(({ key, bytes, createdAt, updatedAt }) => [
            key,
            bytes.toString("base64"),
            createdAt ?? "",
            updatedAt ?? "",
          ]),
        ];
      }),
    );
  }

  async #listed(): Promise<Entries> {
    const ask = createClient(this.#emulator);
    const found: Record<string, readonly (readonly string[])[]> = {};
    for (const { id } of this.#users) {
      const answer = await ask(`/v2/users/${id}/metadata/search`, { pagination: { limit: 1000 } });
      const rows = list.parse(answer.body).metadata;
      found[id] = rows
        .map(({ key, value, creationDate, changeDate }) => [key, value, creationDate, changeDate])
        .sort(([a = ""], [b = ""]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }
    return found;
  }
}
