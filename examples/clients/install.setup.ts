import { exampleEnv } from "../demo/example-env.js";
import { install } from "../demo/install.js";
import { supergraph } from "../demo/parts.js";

/** Installs missing packages before the tests. */
export async function setup(): Promise<void> {
  const { signal } = new AbortController();
  const print = (text: string): void => {
    process.stdout.write(`${text}\n`);
  };
  const folders = [
    supergraph,
    { folder: "examples/clients", megabytes: 40 },
    { folder: "packages/zitadel-emulator/test/clients", megabytes: 65 },
  ];
  for (const part of folders) {
    await install(part, { env: exampleEnv(process.env), print, signal });
  }
}
