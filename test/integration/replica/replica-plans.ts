import { queryEntities } from "../../support/query.js";
import type { ReplicaEnv } from "../../support/replica-env.js";

/** Reads the metadata of a user as a caller without roles. Returns the data, or the error codes. */
export async function readPlan(env: ReplicaEnv, id: string): Promise<unknown> {
  const token = env.pat("nobody");
  const { data, codes } = await queryEntities(env, [id], "metadata { value }", { token });
  return codes.length > 0 ? codes : data;
}

/** The result of `readPlan` for a user whose only entry has this value. */
export function planResult(value: string): unknown {
  return { _entities: [{ metadata: [{ value }] }] };
}

/** Whether no metadata was read from ZITADEL since the calls were last taken. */
export function isFromReplica(env: ReplicaEnv): boolean {
  return env.takeRequestCalls().list === undefined;
}
