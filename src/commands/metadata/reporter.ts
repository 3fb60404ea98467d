import type { Clock } from "../../lib/clock.js";

/** The standard streams of a command. */
export interface CommandStreams {
  /** Writes to standard output. Resolves when the stream accepts more. */
  readonly write: (text: string) => Promise<void>;
  /** Writes to standard error. */
  readonly writeStatus: (text: string) => void;
  /** Whether standard error is a terminal that shows a progress bar. */
  readonly isTerminal: boolean;
}

/** Prints results on standard output, and progress and messages on standard error. */
export interface Reporter {
  /** Prints a line of the result. */
  print(line: string): Promise<void>;
  /** Prints a message. */
  readonly note: (line: string) => void;
  /** Shows progress from now on. */
  start(total: number, done?: number): void;
  /** One more user is done. */
  advance(): void;
  /** Removes the progress bar. */
  end(): void;
}

const redrawMs = 100;
const lineIntervalMs = 10_000;
const barWidth = 20;
const clearLine = "\r\u001b[2K";

export function createReporter({ write, writeStatus, isTerminal }: CommandStreams, clock: Clock): Reporter {
  let total = 0;
  let done = 0;
  let doneAtStart = 0;
  let startedAt = 0;
  let shownAt = 0;
  let isBarVisible = false;

  function hideBar(): void {
    if (isBarVisible) writeStatus(clearLine);
    isBarVisible = false;
  }

  function formatRate(): string {
    const seconds = (clock.now() - startedAt) / 1000;
    const perSecond = seconds > 0 ? (done - doneAtStart) / seconds : 0;
    if (perSecond === 0) return "";
    return ` ${Math.round(perSecond)}/s, ${formatDuration((total - done) / perSecond)} left`;
  }

  function show(): void {
    shownAt = clock.now();
    const counts = `${done} of ${formatUsers(total)}`;
    if (!isTerminal) {
      writeStatus(`${counts}\n`);
      return;
    }
    const filled = total === 0 ? barWidth : Math.floor((barWidth * done) / total);
    const bar = `[${"=".repeat(filled).padEnd(barWidth)}]`;
    writeStatus(`${clearLine}${bar} ${counts}${formatRate()}`);
    isBarVisible = true;
  }

  return {
    async print(line) {
      hideBar();
      await write(`${line}\n`);
    },
    note(line) {
      hideBar();
      writeStatus(`${line}\n`);
    },
    start(newTotal, alreadyDone = 0) {
      [total, done, doneAtStart] = [newTotal, alreadyDone, alreadyDone];
      startedAt = clock.now();
      shownAt = startedAt;
      if (isTerminal) show();
    },
    advance() {
      done++;
      if (clock.now() - shownAt >= (isTerminal ? redrawMs : lineIntervalMs)) show();
    },
    end: hideBar,
  };
}

export function formatUsers(count: number): string {
  return count === 1 ? "1 user" : `${count} users`;
}

export function formatEntries(count: number): string {
  return count === 1 ? "1 entry" : `${count} entries`;
}

function formatDuration(seconds: number): string {
  const rounded = Math.ceil(seconds);
  return rounded < 60 ? `${rounded} s` : `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
}
