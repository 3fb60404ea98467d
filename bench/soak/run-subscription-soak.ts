import { setTimeout as sleep } from "node:timers/promises";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { createRandom, type Random } from "../../test/property/random.js";
import { createQuery, setUserMetadata } from "../../test/support/query.js";
import { readMetrics } from "../../test/support/observability.js";
import { openSubscriber, type SubscriberOptions, transports } from "../subscriptions/subscriber.js";
import {
  addCounterUsers,
  type CounterUser,
  setCounterInZitadel,
  startSubscribedSubgraph,
} from "../subscriptions/zitadel.js";
import type { Subgraph } from "./child.js";
import { sampleMetrics } from "./run-soak.js";
import { SoakStats } from "./stats.js";

export interface SubscriptionSoakOptions {
  readonly seconds: number;
  /** Half of them stay, the others come and go. */
  readonly subscribers: number;
  readonly seed: number;
}

interface Context {
  readonly emulator: Emulator;
  readonly subgraph: Subgraph;
  readonly random: Random;
  readonly stats: SoakStats;
  readonly deadline: number;
  readonly maxVisitMs: number;
  /** Events of the subscribers that stay, and visits of the others. */
  readonly counts: { events: number; visits: number };
}

/** Of each user half stay. One caller may have 20. */
const subscribersPerUser = 10;
/** Far above the poll interval, because the machine may be overloaded. */
const timeoutMs = 30_000;
const maxPauseMs = 1000;
/** The longest visit, as a fraction of the soak, so that visitors return in short runs too. */
const maxVisitFraction = 1 / 20;
/** The users start one after another, because ZITADEL and all clients share a process. */
const startIntervalMs = 100;

/**
 * Users count in an entry. Each next value is written when all subscribers that stay have received the one before, so
 * they must receive every value exactly once. Others subscribe and leave again.
 */
export async function runSubscriptionSoak({
  seconds,
  subscribers,
  seed,
}: SubscriptionSoakOptions): Promise<ReturnType<SoakStats["report"]>> {
  await using emulator = await startEmulator();
  const users = await addCounterUsers(emulator, Math.ceil(subscribers / subscribersPerUser));
  await using subgraph = await startSubscribedSubgraph(emulator, { REPLICA_POLL_INTERVAL_MS: "100" });
  const deadline = performance.now() + seconds * 1000;
  const stats = new SoakStats();
  const counts = { events: 0, visits: 0 };
  const maxVisitMs = Math.ceil(seconds * 1000 * maxVisitFraction);
  const shared = { emulator, subgraph, stats, deadline, maxVisitMs, counts };
  // Each task has its own random numbers: those of a shared generator would depend on the order of responses.
  let nextSeed = seed;
  const createContext = (): Context => ({ ...shared, random: createRandom(nextSeed++) });
  const numbers = Array.from({ length: subscribersPerUser / 2 }, (_, n) => n);
  await Promise.all([
    sampleMetrics(subgraph, emulator, stats, deadline),
    ...users.map(async (user, index) => {
      await sleep(index * startIntervalMs);
      const visitors = numbers.map((n) => comeAndGo(createContext(), user, n));
      await Promise.all([count(createContext(), user, numbers.length), ...visitors]);
    }),
  ]);
  await requireNoSubscriptions(shared);
  const { text, passed } = stats.report();
  return { text: `${text}\nevents: ${counts.events}, visits: ${counts.visits}`, passed };
}

function subscribe(
  { subgraph: { url }, stats }: Context,
  { id: userId, token }: CounterUser,
  n: number,
  onCounter: SubscriberOptions["onCounter"],
): ReturnType<typeof openSubscriber> {
  const transport = transports[n % transports.length] ?? transports[0];
  const onEnd = (reason: string): void => {
    stats.recordViolation(`a subscription of ${userId} over ${transport} ended: ${reason}`);
  };
  return openSubscriber({ url, transport, token, userId, onCounter, onEnd });
}

/** Increments the counter until the deadline, alternately in ZITADEL and through the subgraph. */
async function count(context: Context, user: CounterUser, stayingCount: number): Promise<void> {
  const { emulator, subgraph, random, stats, deadline, counts } = context;
  let onAllReceived: () => void = () => undefined;
  const received = Array.from({ length: stayingCount }, () => -1);
  const subscribers = received.map((_, n) =>
    subscribe(context, user, n, (counter) => {
      const previous = received[n] ?? -1;
      if (counter !== previous + 1) stats.recordViolation(`${user.id}: ${counter} after ${previous}`);
      received[n] = counter;
      counts.events++;
      if (received.every((it) => it === counter)) onAllReceived();
    }),
  );
  let allReceived = new Promise<void>((resolve) => (onAllReceived = resolve));
  for (let counter = 1; ; counter++) {
    const start = performance.now();
    const isLate = await Promise.race([allReceived, sleep(timeoutMs, true, { ref: false })]);
    stats.recordResponse("change", [], performance.now() - start);
    if (isLate === true)
      stats.recordViolation(`${user.id}: ${counter - 1} was received by ${String(received)}`);
    if (isLate === true || performance.now() >= deadline) break;
    await sleep(random.below(maxPauseMs));
    allReceived = new Promise((resolve) => (onAllReceived = resolve));
    if (counter % 2 === 0) await setCounterInZitadel(emulator, user.id, counter);
    else {
      const entries = [{ key: "counter", value: String(counter) }];
      const { codes } = await setUserMetadata(
        { query: createQuery(subgraph.url) },
        user.token,
        user.id,
        entries,
      );
      if (codes.length > 0) stats.recordViolation(`${user.id}: ${counter} was not written: ${String(codes)}`);
    }
  }
  for (const { close } of subscribers) close();
}

/** Subscribes repeatedly. The counter must never stay the same or decrease. */
async function comeAndGo(context: Context, user: CounterUser, n: number): Promise<void> {
  const { random, stats, deadline, maxVisitMs, counts } = context;
  while (performance.now() < deadline) {
    let previous = -1;
    const { close } = subscribe(context, user, n, (counter) => {
      if (counter <= previous) stats.recordViolation(`${user.id}: ${counter} again after ${previous}`);
      previous = counter;
    });
    await sleep(Math.min(random.below(maxVisitMs), Math.max(0, deadline - performance.now())));
    close();
    counts.visits++;
  }
}

/** The subgraph must notice that all clients have left. */
async function requireNoSubscriptions({
  subgraph,
  stats,
}: Pick<Context, "subgraph" | "stats">): Promise<void> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const metrics = await readMetrics(subgraph);
    const subscriptions = [...metrics].filter(([name]) => name.startsWith("user_metadata_subscriptions{"));
    if (subscriptions.length > 0 && subscriptions.every(([, value]) => value === 0)) return;
    if (performance.now() > until) {
      stats.recordViolation(`still in progress: ${JSON.stringify(subscriptions)}`);
      return;
    }
    await sleep(100);
  }
}
