import { type KeyPattern, matchesKey, parseKeyPattern } from "../../access/key-pattern.js";
import { Failure } from "../../lib/failure.js";
import { parseCommandLine } from "../parse-command-line.js";
import { compareKeys } from "../../metadata/key.js";
import { parseUserId } from "../../metadata/user-id.js";
import { type CommandName, usageOf } from "./usage.js";

/** The options of all commands. Options that a command does not have are undefined or false. */
export interface Options {
  readonly isHelp: boolean;
  /** The file to read; empty for commands without one. */
  readonly file: string;
  /** Sorted by id; undefined: all users. */
  readonly userIds: readonly string[] | undefined;
  readonly isSelectedKey: (key: string) => boolean;
  readonly concurrency: number;
  /** Undefined: UPSTREAM_RATE_LIMIT. */
  readonly rate: number | undefined;
  readonly output: string | undefined;
  readonly resume: boolean;
  readonly write: boolean;
  readonly values: boolean;
}

const common = {
  users: { type: "string", multiple: true },
  keys: { type: "string", multiple: true },
  concurrency: { type: "string" },
  rate: { type: "string" },
  help: { type: "boolean" },
} as const;

const own = {
  export: { output: { type: "string" }, resume: { type: "boolean" } },
  import: { write: { type: "boolean" } },
  lint: {},
  diff: { values: { type: "boolean" } },
} as const;

const hasFile: Readonly<Record<CommandName, boolean>> = {
  export: false,
  import: true,
  lint: false,
  diff: true,
};

/** As many list calls as the replica makes, so that connections of ZITADEL are left for requests. */
export const defaultConcurrency = 8;
const maxConcurrency = 256;
const maxRate = 10_000;

/** Throws BAD_USER_INPUT with the usage of the command. */
export function parseOptions(name: CommandName, args: readonly string[]): Options {
  const usage = usageOf(name);
  const fail = (message: string): Failure => new Failure("BAD_USER_INPUT", `${message}\n\n${usage}`);
  const { values, positionals } = parseCommandLine(
    { args: [...args], allowPositionals: true, options: { ...common, ...own[name] } },
    usage,
  );

  function parseCount(option: "concurrency" | "rate", max: number): number | undefined {
    const text = values[option];
    if (typeof text !== "string") return undefined;
    const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    if (count >= 1 && count <= max) return count;
    throw fail(`--${option}: "${text}" is not a whole number from 1 to ${max}.`);
  }

  function parseList(option: "users" | "keys"): readonly string[] | undefined {
    const lists = values[option];
    if (!Array.isArray(lists)) return undefined;
    const items = lists.flatMap((list) => list.split(","));
    if (items.includes("")) throw fail(`--${option}: the list has an empty item.`);
    return items;
  }

  function parseUsers(): readonly string[] | undefined {
    try {
      const ids = parseList("users")?.map((id) => parseUserId(id, "--users"));
      return ids && [...new Set(ids)].sort(compareKeys);
    } catch (error) {
      throw error instanceof Failure && !error.message.includes(usage) ? fail(error.message) : error;
    }
  }

  function parsePatterns(): readonly KeyPattern[] | undefined {
    return parseList("keys")?.map((text) => {
      const pattern = parseKeyPattern(text);
      if (pattern !== undefined) return pattern;
      throw fail(`--keys: ${JSON.stringify(text)} is not a key, or the beginning of keys with a final *.`);
    });
  }

  const isHelp = values.help === true;
  const [file = "", ...more] = positionals;
  if (!isHelp && hasFile[name] && file === "") throw fail("Name the file.");
  if (more.length > 0 || (file !== "" && !hasFile[name])) {
    throw fail(`Unexpected argument ${JSON.stringify(positionals.at(-1))}.`);
  }
  const output = "output" in values && typeof values.output === "string" ? values.output : undefined;
  const resume = "resume" in values && values.resume === true;
  if (output === "") throw fail("--output: name a file.");
  if (resume && output === undefined) throw fail("--resume continues a file: set --output, too.");
  const patterns = parsePatterns();
  return {
    isHelp,
    file,
    userIds: parseUsers(),
    isSelectedKey: (key) => patterns === undefined || patterns.some((pattern) => matchesKey(pattern, key)),
    concurrency: parseCount("concurrency", maxConcurrency) ?? defaultConcurrency,
    rate: parseCount("rate", maxRate),
    output,
    resume,
    write: "write" in values && values.write === true,
    values: "values" in values && values.values === true,
  };
}
