import { writeFileSync } from "node:fs";
import type { Emulator } from "zitadel-emulator";
import { type MetadataResult, runMetadata, type RunOptions } from "../../support/metadata-command.js";
import { createTempFolder } from "../../support/temp-folder.js";

/** Imports a file with these lines. */
export function importLines(
  zitadel: Emulator,
  lines: readonly string[],
  args: readonly string[] = ["--write"],
  options?: RunOptions,
): Promise<MetadataResult> {
  const file = createTempFolder()("metadata.jsonl");
  writeFileSync(file, lines.map((text) => `${text}\n`).join(""));
  return runMetadata(zitadel, ["import", file, ...args], options);
}
