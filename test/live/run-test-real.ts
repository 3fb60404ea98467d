import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Runs `npm run test:real`. The process does not inherit the environment: Vitest would consider itself a worker
 * of this run.
 */
export function runTestReal(
  env: Readonly<Record<string, string>>,
  flags: readonly string[],
): Promise<{ readonly code: number; readonly output: string }> {
  const { PATH = "", HOME = "" } = process.env;
  return new Promise((resolve) => {
    const child = execFile(
      "npm",
      ["run", "-s", "test:real", "--", ...flags],
      { cwd: root, env: { PATH, HOME, ...env }, maxBuffer: 64 * 1024 * 1024 },
      (_, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, output: stdout + stderr });
      },
    );
  });
}
