import { queryEntities } from "./entities.js";
import type { ReplicaEnv } from "./replica-env.js";

/** What somebody without any role is answered of this user, who has one entry; or the codes of what went wrong. */
export async function readPlan(env: ReplicaEnv, id: string): Promise<unknown> {
  const token = env.zitadel.directory.personalAccessToken("nobody");
  const { data, codes } = await queryEntities(env, [id], "metadata { value }", { token });
  return codes.length > 0 ? codes : data;
}

/** The answer when it has this value. */
export function planResult(value: string): unknown {
  return { _entities: [{ metadata: [{ value }] }] };
}

/** Whether nothing was read from ZITADEL for an answer since calls were taken the last time. */
export function isFromReplica(env: ReplicaEnv): boolean {
  return env.takeRequestCalls().list === undefined;
}
