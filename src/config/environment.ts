import { readFileSync } from "node:fs";
import type * as z from "zod";
import { Secret } from "../lib/secret.js";
import type { ConfigIssue } from "./config-error.js";

export type Env = Readonly<Record<string, string | undefined>>;

/** Reads variables one by one and collects what is wrong with them. An empty variable counts as absent. */
export interface Environment {
  readonly problems: readonly ConfigIssue[];
  /** The variables that are set, and those that were asked for so far. */
  readonly names: readonly string[];
  readonly declared: ReadonlySet<string>;
  text(variable: string): string | undefined;
  /** The parsed value; the default when it is absent; undefined when it is wrong, which is then among the problems. */
  read<T>(variable: string, schema: z.ZodType<T, string>, defaultValue: T): T;
  required<T>(variable: string, schema: z.ZodType<T, string>, placeholder: T, expected: string): T;
  /** A text from the variable itself or from the file that `…_FILE` names, with the name of the one that was set. */
  textOrFile(variable: string): { readonly variable: string; readonly text: string } | undefined;
  /** A secret from the variable itself or, as containers hand them out, from the file that `…_FILE` names. */
  secret(variable: string): Secret | undefined;
  report(problem: ConfigIssue): void;
  /** Refuses variables that are set to nothing, as from others that are not set: absent they would leave something open. */
  rejectEmpty(...variables: readonly string[]): void;
  /** Whether the value comes from a file. */
  isFile(variable: string): boolean;
  /** The same environment, with its files read anew. */
  reload(): Environment;
}

export function createEnvironment(env: Env): Environment {
  const problems: ConfigIssue[] = [];
  const declared = new Set<string>();

  function text(variable: string): string | undefined {
    declared.add(variable);
    const value = env[variable]?.trim();
    return value === "" ? undefined : value;
  }

  function read<T>(variable: string, schema: z.ZodType<T, string>, defaultValue: T): T {
    const value = text(variable);
    if (value === undefined) return defaultValue;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const expected = parsed.error.issues[0]?.message ?? "something else";
    problems.push({ variable, received: JSON.stringify(value.replace(/\/\/[^/@]*@/, "//…@")), expected });
    return defaultValue;
  }

  function textOrFile(variable: string): { variable: string; text: string } | undefined {
    const fileVariable = `${variable}_FILE`;
    const file = text(fileVariable);
    const value = text(variable);
    if (file === undefined) return value === undefined ? undefined : { variable, text: value };
    if (value !== undefined) {
      problems.push({ variable, received: `both ${variable} and ${fileVariable}`, expected: "one of them" });
    }
    const report = (why: string, expected: string): void => {
      problems.push({ variable: fileVariable, received: `${JSON.stringify(file)}${why}`, expected });
    };
    try {
      const content = readFileSync(file, "utf8").trim();
      if (content !== "") return { variable: fileVariable, text: content };
      report(", which is empty", "a file that holds the value");
    } catch (error) {
      const reason = error instanceof Error && "code" in error ? String(error.code) : "an error";
      report(` (${reason})`, "a file that this process can read");
    }
    return undefined;
  }

  return {
    problems,
    names: Object.keys(env).filter((name) => env[name] !== undefined),
    declared,
    text,
    read,
    required(variable, schema, placeholder, expected) {
      if (text(variable) === undefined) problems.push({ variable, received: "nothing", expected });
      return read(variable, schema, placeholder);
    },
    textOrFile,
    secret(variable) {
      const found = textOrFile(variable);
      return found === undefined ? undefined : new Secret(found.text);
    },
    report(problem) {
      problems.push(problem);
    },
    rejectEmpty(...variables) {
      if (variables.some((variable) => text(variable) !== undefined)) return;
      for (const variable of variables) {
        if (env[variable] === undefined) continue;
        problems.push({ variable, received: "an empty value", expected: "a value, or no such variable" });
      }
    },
    isFile: (variable) => text(`${variable}_FILE`) !== undefined,
    reload: () => createEnvironment(env),
  };
}
