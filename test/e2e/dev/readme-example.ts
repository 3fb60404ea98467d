import { readFileSync } from "node:fs";
import { z } from "zod";

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const responseSchema = z.object({ data: z.unknown() }).strict();

/** The queries of the README, each with the response below it. */
export const readmeExamples = [...readme.matchAll(/^```graphql\n(.*?)^```\n+```json\n(.*?)^```$/gms)].map(
  ([, query = "", response = ""]) => ({
    query,
    response: responseSchema.parse(JSON.parse(response)),
  }),
);
