import { spawn } from "node:child_process";
import { once } from "node:events";

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when all processes that hold the command's output have exited. */
  readonly exited: Promise<CommandResult>;
  /** Waits for a match in the output after this call, on stdout or stderr, and returns the new output. */
  waitForOutput(text: RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

export function startCommand(
  command: string,
  cwd: string,
  env?: Readonly<NodeJS.ProcessEnv>,
): RunningCommand {
  const output = { stdout: "", stderr: "" };
  // A process group of its own, so that `stop` reaches all processes of the command.
  const child = spawn(`exec ${command}`, {
    cwd,
    // By default the environment of this process.
    ...(env !== undefined && { env }),
    shell: true,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const outputEvents = new EventTarget();
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      output[name] += chunk;
      outputEvents.dispatchEvent(new Event("print"));
    });
  }
  const state = { closed: false };
  const exited = once(child, "close").then((): CommandResult => {
    state.closed = true;
    outputEvents.dispatchEvent(new Event("print"));
    return { code: child.exitCode, ...output };
  });
  return {
    get stdout() {
      return output.stdout;
    },
    get stderr() {
      return output.stderr;
    },
    exited,
    async waitForOutput(text) {
      const { stdout, stderr } = output;
      for (;;) {
        const newOutput = output.stdout.slice(stdout.length) + output.stderr.slice(stderr.length);
        if (text.test(newOutput)) return newOutput;
        if (state.closed)
          throw new Error(
            `The command exited before it printed ${String(text)}:\n${output.stdout}${output.stderr}`,
          );
        await once(outputEvents, "print");
      }
    },
    kill(signal) {
      child.kill(signal);
    },
    async stop() {
      if (!state.closed && child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
      await exited;
    },
  };
}
