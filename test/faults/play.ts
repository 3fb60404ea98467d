import { expect } from "vitest";
import { z } from "zod";
import type { GraphqlResponse } from "../support/graphql-response.js";
import type { CallKind } from "../support/call-kinds.js";
import { queryEntities } from "../support/entities.js";
import type { Cell, Operation } from "./row.js";
import { type Asked, metadata, type Sky } from "./sky.js";

const pageSize = 50;
const entities = z.object({ _entities: z.array(z.object({ metadataMap: z.unknown() })) });

/** Lets the weather come, asks, and says what was seen in the words of the table. */
export async function play(sky: Sky, operation: Operation): Promise<Cell> {
  const asked = await sky.clear(operation);
  switch (operation) {
    case "me":
      return await me(sky, asked);
    case "one":
      return await page(sky, asked, 1);
    case "page":
      return await page(sky, asked, pageSize);
    case "set":
    case "remove":
      return await write(sky, asked, operation);
  }
}

async function me({ env, run, begin, takeCalls }: Sky, { user, token }: Asked): Promise<Cell> {
  await begin();
  const answer = await run(env.query("{ me { id metadataMap } }", { token }));
  if (answer.codes.length === 0) {
    expect(answer.data).toEqual({ me: { id: user.id, metadataMap: metadata } });
  }
  return [wordOf(answer), countsOf(takeCalls())].join(" · ");
}

async function page(
  { env, run, begin, takeCalls }: Sky,
  { user, token }: Asked,
  size: number,
): Promise<Cell> {
  const names = Array.from({ length: size }, (_, n) => `${user.name}-${n}`);
  const ids = names.map((name) => env.emulator.addUser(name, { metadata: { whose: name } }));
  await begin();
  const answer = await run(queryEntities(env, ids, "metadataMap", { token }));
  const maps = entities.parse(answer.data)._entities.map(({ metadataMap }) => metadataMap);
  expect(maps).toHaveLength(size);
  const codes = new Map(answer.errors.map(({ path, extensions }) => [String(path?.[1]), codeOf(extensions)]));
  const words = maps.map((map, index) => {
    const code = codes.get(String(index));
    // Who is not answered is null, with the error at their path; all others have what is theirs.
    expect(map).toEqual(code === undefined ? { whose: names[index] } : null);
    return code ?? "ok";
  });
  expect(answer.errors).toHaveLength(words.filter((word) => word !== "ok").length);
  return [size === 1 ? words.join("") : tally(words), countsOf(takeCalls())].join(" · ");
}

async function write(
  { env, run, begin, takeCalls }: Sky,
  { user, token }: Asked,
  operation: "set" | "remove",
): Promise<Cell> {
  await begin();
  const mutation =
    operation === "set"
      ? 'setUserMetadata(input: { userId: $userId, entries: [{ key: "new", value: "2" }] }) { entries { key } }'
      : 'deleteUserMetadata(input: { userId: $userId, keys: ["old"] }) { deletedKeys }';
  const variables = { userId: user.id };
  const answer = await run(
    env.query(`mutation ($userId: ID!) { outcome: ${mutation} }`, { token, variables }),
  );
  if (answer.codes.length === 0) {
    const told = operation === "set" ? { entries: [{ key: "new" }] } : { deletedKeys: ["old"] };
    expect(answer.data).toEqual({ outcome: told });
  }
  const stored = [...env.emulator.getMetadata(user.id).keys()].sort().join();
  const done = operation === "set" ? "kept,new,old" : "kept";
  expect([done, "kept,old"]).toContain(stored);
  return [wordOf(answer), countsOf(takeCalls()), stored === done ? "done" : "not done"].join(" · ");
}

function wordOf({ errors }: GraphqlResponse): string {
  expect(errors.length).toBeLessThanOrEqual(1);
  return errors.map(({ extensions }) => codeOf(extensions)).join("") || "ok";
}

function codeOf({ code, retryAfterMs }: { readonly code: string; readonly retryAfterMs?: unknown }): string {
  if (retryAfterMs === undefined) return code;
  expect(retryAfterMs).toBeGreaterThan(0);
  return `${code} with retryAfterMs`;
}

/** `49 ok, 1 FORBIDDEN` */
function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const isOk = ([word]: readonly [string, number]): number => Number(word === "ok");
  const sorted = [...counts].sort((a, b) => isOk(b) - isOk(a) || (a[0] < b[0] ? -1 : 1));
  return sorted.map(([word, count]) => `${count} ${word}`).join(", ");
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
function countsOf(calls: Partial<Record<CallKind, number>>): string {
  const counts = kinds.flatMap((kind) => (calls[kind] === undefined ? [] : [`${calls[kind]} ${kind}`]));
  return counts.length === 0 ? "no call" : counts.join(", ");
}
