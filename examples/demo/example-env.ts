import type { Env } from "./start-npm.js";

/**
 * Environment for the examples' processes. npm's variables are left out, because the npm settings of this
 * project are stricter than those of the examples.
 */
export function exampleEnv(env: Env): Env {
  const entries = Object.entries(env).filter(([name]) => !/^(npm_|VITE_|NODE_OPTIONS$|NODE_ENV$)/.test(name));
  return Object.fromEntries(entries);
}
