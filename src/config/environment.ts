import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import type { ConfigIssue } from "./config-error.js";
import type { Setting } from "./settings/setting.js";

export type Env = Readonly<Record<string, string | undefined>>;

/** Some tools, such as `docker run --env-file`, pass the quotation marks of a file with variables on. */
const quoted = /^(["']).*\1$/s;

/** Spaces, separators and marks without a shape that a value copied from a web page or document can contain. */
const invisible = /[\p{Cf}\p{Zl}\p{Zp}\u00a0\u202f]/u;

/** Reads settings one by one and collects their problems. An empty variable counts as not set. */
export interface Environment {
  readonly problems: readonly ConfigIssue[];
  /** The names of all variables that are set. */
  readonly names: readonly string[];
  /** Parses a setting. Reports a missing or invalid value and then returns the default. */
  read<T>(setting: Setting<T>): T;
  /** The variable that holds the value: the setting's own, or `…_FILE`; undefined if neither is set. */
  sourceOf(setting: Setting<unknown>): string | undefined;
  report(issue: ConfigIssue): void;
  /** Returns the same environment; its files are read again. */
  reload(): Environment;
}

export function createEnvironment(env: Env): Environment {
  const problems: ConfigIssue[] = [];

  function text(variable: string): string | undefined {
    const value = env[variable]?.trim();
    return value === "" ? undefined : value;
  }

  /** The lower-case name if it is set, otherwise the setting's own. */
  function variableOf({ name, hasLowerCase }: Setting<unknown>): string {
    return hasLowerCase && text(name.toLowerCase()) !== undefined ? name.toLowerCase() : name;
  }

  function textOf(setting: Setting<unknown>): string | undefined {
    const { name, hasFile, isJson, isRequired, restrictsAccess, schema } = setting;
    const value = text(variableOf(setting));
    const fileVariable = `${name}_FILE`;
    const file = hasFile ? text(fileVariable) : undefined;
    if (file !== undefined) {
      if (value !== undefined) {
        problems.push({
          variable: name,
          problem: `${fileVariable} is also set`,
          hint: "set only one of them",
        });
      }
      return readFile(fileVariable, file);
    }
    if (value === undefined && restrictsAccess) rejectEmpty(hasFile ? [name, fileVariable] : [name]);
    if (value === undefined && isRequired) {
      const expected = schema.safeParse(undefined).error?.issues[0]?.message ?? "a value";
      problems.push({ variable: name, problem: "missing", hint: `expected ${expected}` });
    }
    const character = invisible.exec(value ?? "")?.[0];
    // Texts in JSON may contain them.
    if (character !== undefined && !isJson) {
      problems.push({
        variable: variableOf(setting),
        problem: `the value contains the invisible character U+${toHex(character)}`,
        hint: "remove it",
      });
      return undefined;
    }
    if (value === undefined || !quoted.test(value)) return value;
    problems.push({
      variable: variableOf(setting),
      problem: "the value is in quotation marks",
      hint: hasFile ? `remove them, or use ${fileVariable} if they are part of the value` : "remove them",
    });
    return undefined;
  }

  function rejectEmpty(variables: readonly string[]): void {
    for (const variable of variables) {
      if (env[variable] === undefined) continue;
      problems.push({ variable, problem: "empty value", hint: "set a value or unset the variable" });
    }
  }

  function readFile(variable: string, path: string): string | undefined {
    try {
      const bytes = readFileSync(path);
      const content = bytes.toString("utf8").trim();
      if (isUtf8(bytes) && content !== "") return content;
      problems.push({
        variable,
        problem: `the file ${JSON.stringify(path)} is ${content === "" ? "empty" : "not UTF-8 text"}`,
        hint: "expected a file that contains the value, in UTF-8",
      });
    } catch (error) {
      const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
      problems.push({
        variable,
        problem: `cannot read the file ${JSON.stringify(path)} (${reason})`,
        hint: "check its path and permissions",
      });
    }
    return undefined;
  }

  function sourceOf(setting: Setting<unknown>): string | undefined {
    const fileVariable = `${setting.name}_FILE`;
    if (setting.hasFile && text(fileVariable) !== undefined) return fileVariable;
    const variable = variableOf(setting);
    return text(variable) === undefined ? undefined : variable;
  }

  return {
    problems,
    names: Object.keys(env).filter((name) => env[name] !== undefined),
    read(setting) {
      const value = textOf(setting);
      if (value === undefined) return setting.default;
      const parsed = setting.schema.safeParse(value);
      if (parsed.success) return parsed.data;
      problems.push({
        variable: sourceOf(setting) ?? setting.name,
        problem: setting.isSecret ? "invalid value (hidden)" : `invalid value ${quote(value)}`,
        hint: `expected ${parsed.error.issues[0]?.message ?? "another value"}`,
      });
      return setting.default;
    },
    sourceOf,
    report(issue) {
      problems.push(issue);
    },
    reload: () => createEnvironment(env),
  };
}

function toHex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}

/** A URL may contain credentials, even where none are expected. */
function quote(value: string): string {
  return JSON.stringify(value.replace(/\/\/[^/@]*@/, "//…@"));
}
