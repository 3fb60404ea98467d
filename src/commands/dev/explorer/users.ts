import type { Emulator } from "zitadel-emulator";
import type { DevState } from "../dev-state.js";
import type { ExplorerUsers } from "./page.js";

/** A person who has metadata and may write, so that the first query and the first mutation succeed. */
const firstUser = "granny";

export function explorerUsers({ people, serviceUsers }: DevState, { directory }: Emulator): ExplorerUsers {
  return {
    names: [...Object.keys(people), ...Object.keys(serviceUsers)],
    first: { name: firstUser, id: directory.user(firstUser) },
  };
}
