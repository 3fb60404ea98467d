import { defaultSeed } from "../emulator/world/default-seed.js";
import type { WorldSeed } from "../emulator/world/world-seed.js";

export const password = "Password1!";

/** The world that dev starts with: the one of the tests. */
export const devSeed: WorldSeed = {
  ...defaultSeed,
  people: Object.fromEntries(
    Object.entries(defaultSeed.people).map(([name, person]) => [name, { password, ...person }]),
  ),
};
