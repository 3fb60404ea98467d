import { foreignEnv } from "../demo/foreign-env.js";
import { install } from "../demo/install.js";
import { supergraph } from "../demo/parts.js";

/** Before the tests: their packages, where those are not there. */
export async function setup(): Promise<void> {
  const { signal } = new AbortController();
  const tell = (words: string): void => {
    process.stdout.write(`${words}\n`);
  };
  for (const part of [supergraph, { folder: "examples/clients", megabytes: 40 }]) {
    await install(part, { env: foreignEnv(process.env), tell, signal });
  }
}
