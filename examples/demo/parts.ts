import { join } from "node:path";
import { projectRoot } from "../../src/commands/dev/project-root.js";

/** An example with packages of its own. */
export interface Part {
  /** From the top of the checkout. */
  readonly folder: string;
  /** About how much is installed. */
  readonly megabytes: number;
}

export const supergraph: Part = { folder: "examples/supergraph", megabytes: 120 };

/** What people open in a browser, by the name of its application in ZITADEL. */
export const pages = {
  "admin-ui": { folder: "examples/admin-ui", megabytes: 380 },
  web: { folder: "examples/web", megabytes: 75 },
} as const satisfies Record<string, Part>;

export type PageName = keyof typeof pages;
export const pageNames: readonly PageName[] = ["admin-ui", "web"];

export function folderOf({ folder }: Part): string {
  return join(projectRoot, folder);
}

/** All that the demo runs. */
export const parts: readonly Part[] = [supergraph, ...Object.values(pages)];
