import type { Sample } from "../load/measure.js";
import { answerMs } from "../people.js";
import { workloads } from "../workloads.js";
import { contendersOf, figureOf } from "./results.js";
import { type ByRound, ratiosOf, type Spread } from "./statistics.js";
import { formatSpread, tableOf } from "./table.js";

/** What a page of a replica's takes beside the lists that it stands for, if one was asked. */
export function besideLists(samples: readonly Sample[]): readonly string[] {
  const pages = workloads.filter(({ kind, pages }) => kind === "entities" && pages === undefined);
  const rows = pages.flatMap(({ name: workload }) =>
    contendersOf(samples, workload)
      .filter((contender) => contender.includes("replica"))
      .map((contender) => [
        `${workload}: ${contender}`,
        formatSpread(timesFaster(listsInTurn(samples, workload), samples, contender, workload)),
        formatSpread(
          timesFaster(figureOf(samples, "limit", workload, "p50Ms"), samples, contender, workload),
        ),
      ]),
  );
  if (rows.length === 0) return [];
  const head = ["times faster than as many lists", "one after the other", "by 32 connections (limit)"];
  return [`### Known users beside lists\n\n${tableOf(head, rows)}`];
}

/** How often a contender's p50 goes into what the same takes otherwise. */
export function timesFaster(
  otherMs: ByRound,
  samples: readonly Sample[],
  contender: string,
  workload: string,
): Spread | undefined {
  return ratiosOf(otherMs, figureOf(samples, contender, workload, "p50Ms"));
}

/** The least that a page's lists take one after the other: what the stand-in waits before each answer. */
export function listsInTurn(samples: readonly Sample[], workload: string): ByRound {
  const asked = samples.filter((sample) => sample.workload === workload);
  return new Map(asked.map(({ round, owners }) => [round, owners * answerMs]));
}
