import { setTimeout as sleep } from "node:timers/promises";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { routes } from "../../test/support/zitadel-calls.js";
import { readCpuMs } from "../load/process-figures.js";
import { median } from "../report/statistics.js";
import type { Subgraph } from "../soak/child.js";
import { openSubscriber, type Transport, transports } from "./subscriber.js";
import {
  addCounterUsers,
  type CounterUser,
  setCounterInZitadel,
  startSubscribedSubgraph,
} from "./zitadel.js";

interface Sizes {
  readonly subscribers: number;
  /** Changes of one user, which all subscribers receive. */
  readonly changes: number;
  /** How long to measure without a change. `full`: longer than the interval of the checks of subscriptions. */
  readonly idleMs: number;
}

/** `small` is for --quick. */
export const subscriptionSizes = {
  full: { subscribers: 1000, changes: 20, idleMs: 70_000 },
  small: { subscribers: 40, changes: 2, idleMs: 1000 },
} as const satisfies Record<string, Sizes>;

/** The subgraph without changes. */
interface Idle {
  /** Fraction of one core. */
  readonly cpuShare: number | undefined;
  readonly pollsPerSecond: number;
}

interface TransportResult extends Idle {
  readonly transport: Transport;
  readonly heapBytesPerSubscriber: number;
  readonly rssBytesPerSubscriber: number;
  /** From ZITADEL's response to a write, to the first and to the last client. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly maxLastMs: number;
  readonly cpuMsPerEvent: number | undefined;
}

export interface SubscriptionResults {
  readonly sizes: Sizes;
  readonly idle: Idle;
  readonly transports: readonly TransportResult[];
}

const callerLimit = 20;

/** Measures a subgraph whose subscribers, 20 per caller, all watch one user. ZITADEL is in this process. */
export async function measureSubscriptions(
  sizes: Sizes,
  log: (message: string) => void,
): Promise<SubscriptionResults> {
  await using emulator = await startEmulator();
  const callers = await addCounterUsers(emulator, Math.ceil(sizes.subscribers / callerLimit));
  const variables = { MAX_SUBSCRIPTIONS: String(sizes.subscribers) };
  log("without subscribers");
  const idle = await startAndMeasure((subgraph) => measureIdle(subgraph, emulator, sizes));
  const results: TransportResult[] = [];
  for (const transport of transports) {
    log(`${sizes.subscribers} subscribers over ${transport}`);
    results.push(
      await startAndMeasure((subgraph) => measureTransport(subgraph, emulator, callers, transport, sizes)),
    );
  }
  return { sizes, idle, transports: results };

  async function startAndMeasure<R>(measure: (subgraph: Subgraph) => Promise<R>): Promise<R> {
    await using subgraph = await startSubscribedSubgraph(emulator, variables);
    return await measure(subgraph);
  }
}

async function measureTransport(
  subgraph: Subgraph,
  emulator: Emulator,
  callers: readonly CounterUser[],
  transport: Transport,
  sizes: Sizes,
): Promise<TransportResult> {
  const [watched] = callers;
  if (watched === undefined) throw new TypeError("no users");
  const { subscribers: count, changes } = sizes;
  const counterBefore = Number(Buffer.from(emulator.getMetadata(watched.id).get("counter") ?? "").toString());
  const memoryBefore = await subgraph.memory();
  let onFailure: (error: Error) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => (onFailure = reject));

  let receivedAt: number[] = [];
  let onAllReceived: () => void = () => undefined;
  let expected = counterBefore;
  const receive = (counter: number): void => {
    if (counter !== expected) onFailure(new Error(`received ${counter} in place of ${expected}`));
    receivedAt.push(performance.now());
    if (receivedAt.length === count) onAllReceived();
  };
  const nextReceived = (): Promise<void> => {
    receivedAt = [];
    return Promise.race([new Promise<void>((resolve) => (onAllReceived = resolve)), failure]);
  };

  const allStarted = nextReceived();
  const subscribers = Array.from({ length: count }, (_, n) =>
    openSubscriber({
      ...{ url: subgraph.url, transport, userId: watched.id, onCounter: receive },
      token: callers[Math.floor(n / callerLimit)]?.token ?? "",
      onEnd: (reason) => {
        onFailure(new Error(`a subscription ended: ${reason}`));
      },
    }),
  );
  await allStarted;
  const memory = await subgraph.memory();

  const firsts: number[] = [];
  const lasts: number[] = [];
  const cpuBefore = await readCpuMs(subgraph.pid);
  for (let change = 0; change < changes; change++) {
    expected++;
    const allReceived = nextReceived();
    await setCounterInZitadel(emulator, watched.id, expected);
    const start = performance.now();
    await allReceived;
    firsts.push((receivedAt[0] ?? Number.NaN) - start);
    lasts.push((receivedAt.at(-1) ?? Number.NaN) - start);
  }
  const cpuMs = difference(await readCpuMs(subgraph.pid), cpuBefore);
  const idle = await Promise.race([measureIdle(subgraph, emulator, sizes), failure]);
  for (const { close } of subscribers) close();
  return {
    transport,
    ...idle,
    heapBytesPerSubscriber: (memory.heapUsed - memoryBefore.heapUsed) / count,
    rssBytesPerSubscriber: (memory.rss - memoryBefore.rss) / count,
    firstMs: median(firsts),
    lastMs: median(lasts),
    maxLastMs: Math.max(...lasts),
    cpuMsPerEvent: cpuMs === undefined ? undefined : cpuMs / (changes * count),
  };
}

async function measureIdle({ pid }: Subgraph, emulator: Emulator, { idleMs }: Sizes): Promise<Idle> {
  emulator.clearCalls();
  const start = performance.now();
  const cpuBefore = await readCpuMs(pid);
  await sleep(idleMs);
  const cpuMs = difference(await readCpuMs(pid), cpuBefore);
  const elapsedMs = performance.now() - start;
  const polls = emulator.calls.filter(({ path }) => routes.events.test(path)).length;
  return {
    cpuShare: cpuMs === undefined ? undefined : cpuMs / elapsedMs,
    pollsPerSecond: (polls / elapsedMs) * 1000,
  };
}

function difference(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a - b;
}
