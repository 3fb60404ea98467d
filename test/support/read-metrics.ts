import type { TestEnv } from "./test-env.js";

/**
 * Reads `GET /metrics`. Returns the value of each sample by its name and labels, as written in the response.
 */
export async function readMetrics({ url }: Pick<TestEnv, "url">): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(new URL("/metrics", url));
  const lines = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line): [string, number] => {
      const space = line.lastIndexOf(" ");
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}
