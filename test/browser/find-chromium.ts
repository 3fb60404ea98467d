import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { Failure } from "../../src/lib/failure.js";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Returns the path of an installed Chromium. */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string {
  const configured = env["PLAYWRIGHT_CHROMIUM_PATH"] ?? "";
  if (configured !== "") {
    if (isExecutable(configured)) return configured;
    throw new Failure(
      "BAD_USER_INPUT",
      `PLAYWRIGHT_CHROMIUM_PATH is ${configured}, which is not an executable file.`,
    );
  }
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = paths.find(isExecutable);
  if (found !== undefined) return found;
  throw new Failure(
    "BAD_USER_INPUT",
    `The tests need Chromium, but none of ${names.join(", ")} is on the PATH. Install it (Debian: apt-get install ` +
      "chromium), or set its path: PLAYWRIGHT_CHROMIUM_PATH=/path/to/chrome npm run test:browser",
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
