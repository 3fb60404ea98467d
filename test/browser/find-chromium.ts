import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { Failure } from "../../src/lib/failure.js";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The path of a Chromium of this machine. */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string {
  const told = env["PLAYWRIGHT_CHROMIUM_PATH"] ?? "";
  if (told !== "") {
    if (isExecutable(told)) return told;
    throw new Failure("BAD_USER_INPUT", `PLAYWRIGHT_CHROMIUM_PATH is ${told}, where there is no program.`);
  }
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = paths.find(isExecutable);
  if (found !== undefined) return found;
  throw new Failure(
    "BAD_USER_INPUT",
    `The tests need a Chromium, and none of ${names.join(", ")} is on the PATH. Install one (Debian: apt-get install chromium), ` +
      "or say where it is: PLAYWRIGHT_CHROMIUM_PATH=/path/to/chrome npm run test:browser",
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
