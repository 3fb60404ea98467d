/** For `vi.waitFor` and `expect.poll` where another process has to do something: only what never comes takes so long. */
export const eventually = { timeout: 60_000, interval: 10 };
