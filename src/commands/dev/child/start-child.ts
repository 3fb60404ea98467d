import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { prettyFactory } from "pino-pretty";
import { projectRoot } from "../project-root.js";
import { portInUseCode } from "./port-in-use-code.js";

const killTimeoutMs = 2000;

/** The process that runs the subgraph. Disposal terminates it. */
export interface Child extends AsyncDisposable {
  /** Resolves when the subgraph listens, when it finds its port in use, or when it exits before. */
  readonly started: Promise<"listening" | "portInUse" | "exited">;
  /** Resolves to the exit code or signal. */
  readonly exited: Promise<string>;
}

/**
 * Starts the subgraph's process. Its log is printed to stderr in a readable format, like its other output.
 */
export function startChild(env: Readonly<Record<string, string | undefined>>): Child {
  const child = fork(join(projectRoot, "src/main.ts"), {
    cwd: projectRoot,
    env,
    execArgv: ["--import", import.meta.resolve("tsx"), "--import", import.meta.resolve("./preload.ts")],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const format = prettyFactory({
    colorize: process.stderr.isTTY,
    ignore: "pid,hostname",
    translateTime: "SYS:HH:MM:ss",
  });
  if (child.stdout !== null) {
    createInterface(child.stdout).on("line", (line) => process.stderr.write(format(line)));
  }
  child.stderr?.pipe(process.stderr, { end: false });
  const exited = once(child, "close").then(([code, signal]) =>
    typeof code === "number" ? `code ${code}` : String(signal),
  );
  return {
    started: Promise.race([
      once(child, "message").then(() => "listening" as const),
      exited.then((status) => (status === `code ${portInUseCode}` ? "portInUse" : "exited")),
    ]),
    exited,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      const killTimer = setTimeout(() => child.kill("SIGKILL"), killTimeoutMs);
      await exited;
      clearTimeout(killTimer);
    },
  };
}
