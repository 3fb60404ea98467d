import { readFile } from "node:fs/promises";
import type { core } from "zod";
import type { Seed } from "../seed/seed.js";
import { describeProblem, type Problem, valueAt } from "./problem.js";
import { validateReferences } from "./validate-references.js";
import { toSeed } from "./to-seed.js";
import { seedFile } from "./seed-file.js";

/** The seed file cannot be read or is invalid. The message lists all problems. */
export class SeedFileError extends Error {
  override readonly name = "SeedFileError";
}

/** Reads and validates a seed file. Throws a {@link SeedFileError} that lists all problems. */
export async function readSeedFile(path: string): Promise<Seed> {
  const json = parse(path, await read(path));
  const { success, data, error } = seedFile.safeParse(json);
  const issues = (error?.issues ?? []).map((issue) => problemOf(issue, json));
  const problems = [...issues, ...validateReferences(json)];
  if (success && problems.length === 0) return toSeed(data);
  const lines = problems.map(describeProblem).join("\n");
  throw new SeedFileError(
    `${path} is not a valid seed file:\n${lines}\n\nThe README of zitadel-emulator describes the format.`,
  );
}

function problemOf(issue: core.$ZodIssue, json: unknown): Problem {
  if (issue.code === "unrecognized_keys") {
    return { path: issue.path, expected: issue.message, found: issue.keys.join(", ") };
  }
  if (issue.code === "invalid_key") {
    return { path: issue.path.slice(0, -1), expected: keyMessage(issue), found: issue.path.at(-1) };
  }
  return { path: issue.path, expected: issue.message, found: valueAt(json, issue.path) };
}

function keyMessage({ issues, message }: core.$ZodIssueInvalidKey): string {
  return issues[0]?.message ?? message;
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new SeedFileError(`${path} cannot be read: ${reasonOf(error)}`);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = reasonOf(error);
    const at = /position (\d+)/.exec(reason)?.[1];
    const before = at === undefined ? text : text.slice(0, Number(at));
    const line = before.split("\n").length;
    throw new SeedFileError(`${path} is not valid JSON, line ${line}: ${reason}`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
