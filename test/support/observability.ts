import { z } from "zod";

const logLineSchema = z.looseObject({ level: z.number(), msg: z.string(), requestId: z.string().optional() });

/** A parsed line of the log. */
export type LogLine = z.infer<typeof logLineSchema>;

/** A subgraph whose log lines are recorded. */
interface Logging {
  readonly log: readonly string[];
}

/** Returns the log lines with this message, oldest first. */
export function linesOf({ log }: Logging, message: "operation" | "audit"): readonly LogLine[] {
  return parseLines(log).filter(({ msg }) => msg === message);
}

/** Returns the log lines other than operation and audit lines. */
export function otherLinesOf({ log }: Logging): readonly LogLine[] {
  return parseLines(log).filter(({ msg }) => msg !== "operation" && msg !== "audit");
}

/**
 * Reads `GET /metrics`. Returns the value of each sample by its name and labels, as written in the response.
 */
export async function readMetrics({
  url,
  headers = {},
}: {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(new URL("/metrics", url), { headers });
  const lines = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line): [string, number] => {
      const space = line.lastIndexOf(" ");
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}

/** Requests a health endpoint of the subgraph with this GraphQL endpoint. */
export async function probe(
  url: string,
  path: "/livez" | "/readyz",
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(new URL(path, url));
  return { status: response.status, body: await response.json() };
}

function parseLines(log: readonly string[]): readonly LogLine[] {
  return log.map((line) => logLineSchema.parse(JSON.parse(line)));
}
