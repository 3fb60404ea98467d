import { readFileSync } from "node:fs";
import { z } from "zod";

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");

/** The first query of the README and the response below it. */
export const readmeExample = {
  query: blockOf("graphql"),
  response: z
    .object({ data: z.unknown() })
    .strict()
    .parse(JSON.parse(blockOf("json"))),
};

function blockOf(language: string): string {
  const [, block] = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "ms").exec(readme) ?? [];
  if (block === undefined) throw new Error(`The README has no ${language} code block.`);
  return block;
}
