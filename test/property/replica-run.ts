import type { DelayedEvents, Emulator } from "zitadel-emulator";
import type { ReplicaStore } from "../../src/replica/store/store.js";
import { createClient } from "../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { routes } from "../support/zitadel-calls.js";
import { type Entries, listedEntries, storedEntries } from "./all-entries.js";
import type { FollowedZitadel } from "./followed-zitadel.js";
import type { Random } from "./random.js";
import { type ReplicaInstance, startInstance } from "./replica-instance.js";

const keys = ["a", "b", "c", "__proto__", "🚀"];
const stepsPerRun = 25;
const allowedLatenessMs = 10_000;
/** Each remaining injected failure makes one poll fail. */
const finalPolls = 6;

/** Random events in an emulator, and followers of the replica that run one after the other. */
export class ReplicaRun {
  readonly #emulator: Emulator;
  readonly #zitadel: FollowedZitadel;
  readonly #store: ReplicaStore;
  readonly #random: Random;
  readonly #name: string;
  readonly #users: { readonly id: string; readonly name: string }[] = [];
  readonly #late: DelayedEvents[] = [];
  #instance: ReplicaInstance;
  #values = 0;
  /** Whether a released late event may still be unread. */
  #isLateUnread = false;
  #mayFail = false;
  /** The steps so far, to diagnose failures. */
  readonly log: string[] = [];

  constructor(zitadel: FollowedZitadel, store: ReplicaStore, random: Random, name: string) {
    this.#zitadel = zitadel;
    this.#emulator = zitadel.emulator;
    this.#store = store;
    this.#random = random;
    this.#name = name;
    this.#instance = startInstance(zitadel, store, allowedLatenessMs);
  }

  /**
   * Executes all steps. Returns the entries in the replica after it has caught up, and those in ZITADEL's
   * lists.
   */
  async execute(): Promise<{ readonly replica: Entries; readonly listed: Entries }> {
    for (const place of ["a", "b", "a"]) this.#addUser(`${this.#name}-${place}`);
    for (let n = 0; n < stepsPerRun; n++) await this.#step();
    for (const late of this.#late) late.release();
    this.#emulator.reset();
    for (let n = 0; n < finalPolls; n++) await this.#instance.poll();
    await this.#instance.stop();
    const ids = this.#users.map(({ id }) => id);
    return {
      replica: await storedEntries(this.#store, ids),
      listed: await listedEntries(this.#emulator, ids),
    };
  }

  async #step(): Promise<void> {
    const chance = (probability: number): boolean => this.#random.chance(probability);
    if (chance(0.3)) await this.#poll();
    else if (chance(0.08)) await this.#restart();
    else if (chance(0.1)) this.#hold();
    else if (chance(0.1)) this.#release();
    else if (chance(0.2)) this.#fault();
    else if (chance(0.1)) this.#addUser(`${this.#name}-${this.#random.one(["a", "b"])}`);
    else if (chance(0.06)) this.#remove();
    else await this.#write();
  }

  async #poll(): Promise<void> {
    this.log.push("poll");
    await this.#instance.poll();
    // A failed poll has read nothing.
    if (!this.#mayFail) this.#isLateUnread = false;
  }

  /** Another process becomes the leader. */
  async #restart(): Promise<void> {
    this.log.push("restart");
    await this.#instance.stop();
    this.#instance = startInstance(this.#zitadel, this.#store, allowedLatenessMs);
  }

  #hold(): void {
    this.log.push("late");
    this.#late.push(this.#emulator.delayNextEvents(1 + this.#random.below(2)));
  }

  #release(): void {
    const late = this.#late.splice(this.#random.below(this.#late.length + 1), 1);
    this.log.push(`release ${late.length}`);
    for (const events of late) {
      this.#isLateUnread = true;
      events.release();
    }
  }

  #fault(): void {
    const kind = this.#random.one(["small pages", "failure", "list failure", "truncation", "time"] as const);
    // Not while late events are unread. A truncation could delete them but keep the head of the replica's
    // checkpoint, so that the replica would not detect the gap. An advanced clock would make them later than
    // allowed.
    if ((this.#late.length > 0 || this.#isLateUnread) && (kind === "truncation" || kind === "time")) return;
    this.log.push(kind);
    this.#mayFail ||= kind === "failure" || kind === "list failure";
    if (kind === "small pages") this.#emulator.setMaxEventPageBytes(400 + this.#random.below(3000));
    if (kind === "failure") this.#emulator.failNext(routes.events, { status: 503 });
    if (kind === "list failure") this.#emulator.failNext(routes.list, { status: 503 });
    if (kind === "truncation") this.#emulator.truncateEvents(this.#random.below(6));
    if (kind === "time") this.#emulator.advanceClock(3 * allowedLatenessMs);
  }

  #addUser(organization: string): void {
    if (!this.#zitadel.organizations.has(organization)) return;
    const name = `${this.#name}-${this.#users.length}`;
    const metadata = this.#random.chance(0.5) ? { a: "seeded", first: this.#value() } : {};
    this.log.push(`add ${name}`);
    this.#users.push({ id: this.#emulator.addUser(name, { organization, metadata }), name });
  }

  #remove(): void {
    if (this.#random.chance(0.2)) {
      const organization = `${this.#name}-${this.#random.one(["a", "b"])}`;
      if (!this.#zitadel.organizations.delete(organization)) return;
      this.log.push(`remove ${organization}`);
      this.#emulator.removeOrganization(organization);
      return;
    }
    const { name } = this.#random.one(this.#users);
    const isUser = this.#random.chance(0.3);
    this.log.push(`remove ${isUser ? "" : "metadata of "}${name}`);
    if (isUser) this.#emulator.removeUser(name);
    else this.#emulator.removeAllMetadata(name);
  }

  async #write(): Promise<void> {
    const { id, name } = this.#random.one(this.#users);
    const many = this.#random.chance(0.1) ? Array.from({ length: 40 }, (_, n) => `k${n}`) : [];
    const metadata = [...this.#random.some(keys, 1, 3), ...many].map((key) => ({
      key,
      // An empty value deletes.
      value: this.#random.chance(0.3) ? "" : btoa(this.#value()),
    }));
    const some = metadata.slice(0, 3).map(({ key, value }) => `${key}=${value}`);
    this.log.push(`write ${name} ${some.join(" ")}`);
    await createClient(this.#emulator)(`/v2/users/${id}/metadata`, { metadata });
    await this.#webhook();
  }

  /** A webhook triggers a poll. It may be lost or delivered twice. */
  async #webhook(): Promise<void> {
    const times = this.#random.one([0, 0, 0, 1, 2]);
    for (let n = 0; n < times; n++) await this.#poll();
  }

  #value(): string {
    return this.#random.chance(0.2) ? "same" : String(++this.#values);
  }
}
