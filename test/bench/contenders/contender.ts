import type { Amount, Loaded } from "../load/closed-loop.js";
import type { Encoding, Workload } from "../workloads.js";

/** Where the stand-in is, and who may ask it. */
export interface Upstream {
  readonly origin: string;
  readonly tokens: readonly string[];
}

/** A server to be compared, as it is started. */
export interface ServerSpec {
  readonly name: string;
  /** Arguments of Node, and where it is run. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: (upstream: Upstream, port: number) => Readonly<Record<string, string>>;
  readonly path: string;
  /** What it can be asked. */
  readonly kinds: readonly Workload["kind"][];
  readonly encoding: Encoding;
  readonly isCached: boolean;
}

/** Something that runs and can be loaded. */
export interface Contender extends AsyncDisposable {
  readonly name: string;
  /** Whose CPU time and memory count. */
  readonly pid: number;
  readonly isCached: boolean;
  can(workload: Workload): boolean;
  /** Throws unless it answers right; to be called once before it is loaded. */
  check(workload: Workload): Promise<void>;
  load(workload: Workload, amount: Amount): Promise<Loaded>;
}
