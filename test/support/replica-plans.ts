import { queryEntities } from "./entities.js";
import type { ReplicaWorld } from "./replica-env.js";

/** What somebody without any role is answered of this user, who has one entry; or the codes of what went wrong. */
export async function planOf(world: ReplicaWorld, id: string): Promise<unknown> {
  const token = world.zitadel.directory.personalAccessToken("nobody");
  const { data, codes } = await queryEntities(world, [id], "metadata { value }", { token });
  return codes.length > 0 ? codes : data;
}

/** The answer when it has this value. */
export function plan(value: string): unknown {
  return { _entities: [{ metadata: [{ value }] }] };
}

/** Whether nothing was read from ZITADEL for an answer since calls were taken the last time. */
export function isFromReplica(world: ReplicaWorld): boolean {
  return world.takeRequestsCalls().list === undefined;
}
