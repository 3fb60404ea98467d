import { join } from "node:path";
import { projectRoot } from "../../src/commands/dev/project-root.js";

/** An example with its own packages. */
export interface Part {
  /** Path relative to the root of the checkout. */
  readonly folder: string;
  /** Approximate size of its packages. */
  readonly megabytes: number;
}

export const supergraph: Part = { folder: "examples/supergraph", megabytes: 120 };

/** The pages for the browser, by the name of their application in ZITADEL. */
export const pages = {
  "admin-ui": { folder: "examples/admin-ui", megabytes: 380 },
  web: { folder: "examples/web", megabytes: 75 },
} as const satisfies Record<string, Part>;

export type PageName = keyof typeof pages;
export const pageNames: readonly PageName[] = ["admin-ui", "web"];

export function folderOf({ folder }: Part): string {
  return join(projectRoot, folder);
}

/** All examples that the demo runs. */
export const parts: readonly Part[] = [supergraph, ...Object.values(pages)];
