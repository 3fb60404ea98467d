import { readFileSync } from "node:fs";
import type * as z from "zod";
import { Secret } from "../lib/secret.js";
import type { ConfigIssue } from "./config-error.js";

export type Env = Readonly<Record<string, string | undefined>>;

/** Reads variables one by one and collects their problems. An empty variable counts as not set. */
export interface Environment {
  readonly problems: readonly ConfigIssue[];
  /** The names of all variables that are set. */
  readonly names: readonly string[];
  /** The names of all variables that were read so far, set or not. */
  readonly declared: ReadonlySet<string>;
  text(variable: string): string | undefined;
  /**
   * Parses a variable. Returns the default if it is not set; reports an invalid value and returns the
   * default.
   */
  read<T>(variable: string, schema: z.ZodType<T, string>, defaultValue: T): T;
  /** Like `read`, but also reports a variable that is not set. */
  required<T>(variable: string, schema: z.ZodType<T, string>, placeholder: T, expected: string): T;
  /** Returns the text of the variable, or of the file that `…_FILE` names, and the variable that was set. */
  textOrFile(variable: string): { readonly variable: string; readonly text: string } | undefined;
  /** Returns a secret from the variable, or from the file that `…_FILE` names (a container secret). */
  secret(variable: string): Secret | undefined;
  report(issue: ConfigIssue): void;
  /**
   * Reports those of the variables that are set to an empty value, unless another of them has a value. For
   * variables that restrict access: treating an empty one as not set would lift the restriction.
   */
  rejectEmpty(...variables: readonly string[]): void;
  /** Whether the value comes from a file. */
  isFile(variable: string): boolean;
  /** Returns the same environment; its files are read again. */
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
    const expected = parsed.error.issues[0]?.message ?? "another value";
    const withoutCredentials = value.replace(/\/\/[^/@]*@/, "//…@");
    problems.push({
      variable,
      problem: `invalid value ${JSON.stringify(withoutCredentials)}`,
      hint: `expected ${expected}`,
    });
    return defaultValue;
  }

  function textOrFile(variable: string): { variable: string; text: string } | undefined {
    const fileVariable = `${variable}_FILE`;
    const file = text(fileVariable);
    const value = text(variable);
    if (file === undefined) return value === undefined ? undefined : { variable, text: value };
    if (value !== undefined) {
      problems.push({ variable, problem: `${fileVariable} is also set`, hint: "set only one of them" });
    }
    try {
      const content = readFileSync(file, "utf8").trim();
      if (content !== "") return { variable: fileVariable, text: content };
      problems.push({
        variable: fileVariable,
        problem: `the file ${JSON.stringify(file)} is empty`,
        hint: "expected a file that contains the value",
      });
    } catch (error) {
      const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
      problems.push({
        variable: fileVariable,
        problem: `cannot read the file ${JSON.stringify(file)} (${reason})`,
        hint: "check its path and permissions",
      });
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
      if (text(variable) === undefined) {
        problems.push({ variable, problem: "missing", hint: `expected ${expected}` });
      }
      return read(variable, schema, placeholder);
    },
    textOrFile,
    secret(variable) {
      const source = textOrFile(variable);
      return source === undefined ? undefined : new Secret(source.text);
    },
    report(issue) {
      problems.push(issue);
    },
    rejectEmpty(...variables) {
      if (variables.some((variable) => text(variable) !== undefined)) return;
      for (const variable of variables) {
        if (env[variable] === undefined) continue;
        problems.push({ variable, problem: "empty value", hint: "set a value or unset the variable" });
      }
    },
    isFile: (variable) => text(`${variable}_FILE`) !== undefined,
    reload: () => createEnvironment(env),
  };
}
