import type { Env } from "./start-npm.js";

/** Without what npm told this process about our own project: it is stricter than the examples can be. */
export function foreignEnv(env: Env): Env {
  const kept = Object.entries(env).filter(([name]) => !/^(npm_|VITE_|NODE_OPTIONS$|NODE_ENV$)/.test(name));
  return Object.fromEntries(kept);
}
