import { readFileSync } from "node:fs";
import type { z } from "zod";
import { Secret } from "../lib/secret.js";
import type { Problem } from "./config-error.js";

export type Env = Readonly<Record<string, string | undefined>>;

/** Reads variables one by one and collects what is wrong with them. An empty variable counts as absent. */
export interface Environment {
  readonly problems: readonly Problem[];
  text(variable: string): string | undefined;
  /** The parsed value; the default when it is absent; undefined when it is wrong, which is then among the problems. */
  read<T>(variable: string, schema: z.ZodType<T, string>, absent: T): T;
  required<T>(variable: string, schema: z.ZodType<T, string>, otherwise: T, expected: string): T;
  /** A secret from the variable itself or, as containers hand them out, from the file that `…_FILE` names. */
  secret(variable: string): Secret | undefined;
  report(problem: Problem): void;
}

export function createEnvironment(env: Env): Environment {
  const problems: Problem[] = [];

  function text(variable: string): string | undefined {
    const value = env[variable]?.trim();
    return value === "" ? undefined : value;
  }

  function read<T>(variable: string, schema: z.ZodType<T, string>, absent: T): T {
    const value = text(variable);
    if (value === undefined) return absent;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const expected = parsed.error.issues[0]?.message ?? "something else";
    problems.push({ variable, found: JSON.stringify(value.replace(/\/\/[^/@]*@/, "//…@")), expected });
    return absent;
  }

  return {
    problems,
    text,
    read,
    required(variable, schema, otherwise, expected) {
      if (text(variable) === undefined) problems.push({ variable, found: "nothing", expected });
      return read(variable, schema, otherwise);
    },
    secret(variable) {
      const file = text(`${variable}_FILE`);
      const value = text(variable);
      if (file === undefined) return value === undefined ? undefined : new Secret(value);
      if (value !== undefined) {
        problems.push({ variable, found: `both ${variable} and ${variable}_FILE`, expected: "one of them" });
      }
      try {
        const content = readFileSync(file, "utf8").trim();
        if (content !== "") return new Secret(content);
        const expected = "a file that holds the secret";
        problems.push({
          variable: `${variable}_FILE`,
          found: `${JSON.stringify(file)}, which is empty`,
          expected,
        });
        return undefined;
      } catch (error) {
        const reason = error instanceof Error && "code" in error ? String(error.code) : "an error";
        problems.push({
          variable: `${variable}_FILE`,
          found: `${JSON.stringify(file)} (${reason})`,
          expected: "a file that this process can read",
        });
        return undefined;
      }
    },
    report(problem) {
      problems.push(problem);
    },
  };
}
