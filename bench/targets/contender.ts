import type { Amount, Loaded } from "../load/closed-loop.js";
import type { Encoding, Workload } from "../workloads.js";

/** Where the stand-in is, and who may ask it. */
export interface Upstream {
  readonly origin: string;
  readonly tokens: readonly string[];
  /** Of a service user who may read everything. */
  readonly serviceToken: string;
}

/** From where it answers about owners without a call, and for how many pages of them it is asked then, again and again. */
export const pagesKnown = { cache: 2, replica: 5 } as const;

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
  readonly knows: keyof typeof pagesKnown | undefined;
}

/** Something that runs and can be loaded. */
export interface Contender extends AsyncDisposable {
  readonly name: string;
  /** Whose CPU time and memory count. */
  readonly pid: number;
  readonly knows: ServerSpec["knows"];
  can(workload: Workload): boolean;
  /** Throws unless it answers right; to be called once before it is loaded. */
  check(workload: Workload): Promise<void>;
  load(workload: Workload, amount: Amount): Promise<Loaded>;
}
