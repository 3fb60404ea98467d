import { readFileSync } from "node:fs";
import * as z from "zod";

/** The version of the subgraph in package.json, which is two folders above the sources and above the build. */
export function readVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
