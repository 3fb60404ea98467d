import { expect } from "vitest";
import { z } from "zod";
import { type GraphqlResponse, queryEntities } from "../support/query.js";
import type { CallKind } from "../support/zitadel-calls.js";
import type { Operation, Outcome } from "./fault-scenario.js";
import { type CaseInput, metadata, type ScenarioEnv } from "./scenario-env.js";

const pageSize = 50;
const entities = z.object({ _entities: z.array(z.object({ metadataMap: z.unknown() })) });

/** Injects the scenario's fault, runs the operation, and returns its outcome as docs/failure-modes.md shows it. */
export async function runCase(scenario: ScenarioEnv, operation: Operation): Promise<Outcome> {
  const input = await scenario.prepare(operation);
  switch (operation) {
    case "me":
      return await readMe(scenario, input);
    case "one":
      return await readPage(scenario, input, 1);
    case "page":
      return await readPage(scenario, input, pageSize);
    case "set":
    case "remove":
      return await write(scenario, input, operation);
  }
}

async function readMe(
  { env, run, injectFault, takeCalls }: ScenarioEnv,
  { user, token }: CaseInput,
): Promise<Outcome> {
  await injectFault();
  const response = await run(env.query("{ me { id metadataMap } }", { token }));
  if (response.codes.length === 0) {
    expect(response.data).toEqual({ me: { id: user.id, metadataMap: metadata } });
  }
  return [formatResult(response), formatCalls(takeCalls())].join(" · ");
}

async function readPage(
  { env, run, injectFault, takeCalls }: ScenarioEnv,
  { user, token }: CaseInput,
  size: number,
): Promise<Outcome> {
  const names = Array.from({ length: size }, (_, n) => `${user.name}-${n}`);
  const ids = names.map((name) => env.emulator.addUser(name, { metadata: { name } }));
  await injectFault();
  const response = await run(queryEntities(env, ids, "metadataMap", { token }));
  const maps = entities.parse(response.data)._entities.map(({ metadataMap }) => metadataMap);
  expect(maps).toHaveLength(size);
  const codes = new Map(
    response.errors.map(({ path, extensions }) => [String(path?.[1]), formatCode(extensions)]),
  );
  const results = maps.map((map, index) => {
    const code = codes.get(String(index));
    // A user that could not be read is null, with an error at its path. All others have their own metadata.
    expect(map).toEqual(code === undefined ? { name: names[index] } : null);
    return code ?? "ok";
  });
  expect(response.errors).toHaveLength(results.filter((result) => result !== "ok").length);
  return [size === 1 ? results.join("") : tally(results), formatCalls(takeCalls())].join(" · ");
}

async function write(
  { env, run, injectFault, takeCalls }: ScenarioEnv,
  { user, token }: CaseInput,
  operation: "set" | "remove",
): Promise<Outcome> {
  await injectFault();
  const mutation =
    operation === "set"
      ? 'setUserMetadata(input: { userId: $userId, entries: [{ key: "new", value: "2" }] }) { entries { key } }'
      : 'deleteUserMetadata(input: { userId: $userId, keys: ["old"] }) { deletedKeys }';
  const variables = { userId: user.id };
  const response = await run(
    env.query(`mutation ($userId: ID!) { payload: ${mutation} }`, { token, variables }),
  );
  if (response.codes.length === 0) {
    const payload = operation === "set" ? { entries: [{ key: "new" }] } : { deletedKeys: ["old"] };
    expect(response.data).toEqual({ payload });
  }
  const keys = [...env.emulator.getMetadata(user.id).keys()].sort().join();
  const keysIfStored = operation === "set" ? "new,old,other" : "other";
  expect([keysIfStored, "old,other"]).toContain(keys);
  const stored = keys === keysIfStored ? "stored" : "not stored";
  return [formatResult(response), formatCalls(takeCalls()), stored].join(" · ");
}

function formatResult({ errors }: GraphqlResponse): string {
  expect(errors.length).toBeLessThanOrEqual(1);
  return errors.map(({ extensions }) => formatCode(extensions)).join("") || "ok";
}

function formatCode({
  code,
  retryAfterMs,
}: {
  readonly code: string;
  readonly retryAfterMs?: unknown;
}): string {
  if (retryAfterMs === undefined) return code;
  expect(retryAfterMs).toBeGreaterThan(0);
  return `${code} with retryAfterMs`;
}

/** `49 ok, 1 FORBIDDEN` */
function tally(results: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const result of results) counts.set(result, (counts.get(result) ?? 0) + 1);
  const isOk = ([result]: readonly [string, number]): number => Number(result === "ok");
  const sorted = [...counts].sort((a, b) => isOk(b) - isOk(a) || (a[0] < b[0] ? -1 : 1));
  return sorted.map(([result, count]) => `${count} ${result}`).join(", ");
}

const kinds = [
  "userinfo",
  "set",
  "remove",
  "list",
  "getUser",
  "other",
] as const satisfies readonly CallKind[];

/** `1 set, 1 list` */
function formatCalls(calls: Partial<Record<CallKind, number>>): string {
  const counts = kinds.flatMap((kind) => (calls[kind] === undefined ? [] : [`${calls[kind]} ${kind}`]));
  return counts.length === 0 ? "no call" : counts.join(", ");
}
