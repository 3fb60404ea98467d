import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Creates a folder for the files of one test, and returns the path of a file in it. */
export function createTempFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "metadata-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return (name) => join(folder, name);
}
