import type { Person } from "./people.js";
import { keys } from "./rules.js";
import type { World } from "./world.js";

export interface RandomWrite {
  readonly caller: Person;
  readonly user: Person;
  /** One to three keys. */
  readonly keys: readonly string[];
}

/** A write by one of the callers; mostly one that succeeds. */
export function randomWrite(
  { random, people, oracle }: World,
  callers: readonly Person[] = people,
): RandomWrite {
  const isWritable = (caller: Person, user: Person, key: string): boolean =>
    oracle.unwritableKeys(caller, user, [key]).length === 0 && oracle.isWritten(caller, user, [key]);
  const writes = callers.flatMap((caller) =>
    people.flatMap((user) => {
      const writable = keys.filter((key) => isWritable(caller, user, key));
      return writable.length > 0 ? [{ caller, user, writable }] : [];
    }),
  );
  if (writes.length === 0 || random.chance(0.3)) {
    return { caller: random.one(callers), user: random.one(people), keys: random.some(keys, 1, 3) };
  }
  const { caller, user, writable } = random.one(writes);
  return { caller, user, keys: random.some(random.chance(0.8) ? writable : keys, 1, 3) };
}
