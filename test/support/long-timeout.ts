/**
 * Options of `vi.waitFor` and `expect.poll` for conditions that depend on another process. Only a failure
 * takes this long.
 */
export const longTimeout = { timeout: 60_000, interval: 10 };
