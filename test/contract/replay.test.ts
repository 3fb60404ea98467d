import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEmulator } from "../../src/emulator/start-emulator.js";
import { createAssertions } from "./assertions.js";
import { goldenFiles, readGolden, type Scenario } from "./golden.js";
import { isAbout, notEmulated, type NotEmulated } from "./not-emulated.js";
import { play, type PlayedStep, type Stage } from "./play.js";
import { createReport } from "./report.js";

const run = "c0ffee";
const report = createReport();
const needed = new Set<NotEmulated>();

// Listings of tokens have no steps: tokens.test.ts holds the emulator against them.
for (const file of goldenFiles().filter((name) => name !== "tokens")) {
  describe(file, () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await startStage();
    });
    afterAll(() => stage.emulator[Symbol.asyncDispose]());

    for (const scenario of readGolden(file)) {
      const entries = notEmulated.filter((entry) => isAbout(entry, file, scenario.scenario));
      test(`${file} · ${scenario.scenario}`, async () => {
        const whole = entries.find(({ steps }) => steps === undefined);
        if (whole !== undefined) return expectDeviation(file, stage, scenario, whole);
        const played = await playApart(stage, scenario);
        const deviations = played.flatMap((step, n) => {
          const entry = entries.find(({ steps }) => steps?.test(step.request) === true);
          if (entry === undefined)
            return step.deviations.map((it) => `step ${n + 1}, ${step.request}: ${it}`);
          needed.add(entry);
          report.leaveOut(file, entry.reason);
          return step.deviations.length > 0 ? [] : [`step ${n + 1} is listed as not emulated, but agrees`];
        });
        report.count(file, deviations.length === 0 ? "agree" : "deviate");
        expect(deviations).toEqual([]);
      });
    }
  });
}

test("every entry of the list of what is not emulated is needed", () => {
  expect(notEmulated.filter((entry) => !needed.has(entry))).toEqual([]);
});

afterAll(() => {
  process.stdout.write(report.text());
});

async function expectDeviation(
  file: string,
  stage: Stage,
  scenario: Scenario,
  entry: NotEmulated,
): Promise<void> {
  needed.add(entry);
  report.count(file, "not emulated", entry.reason);
  // A listing without steps cannot be played, and so cannot agree.
  if (scenario.steps === undefined) return;
  const played = await play(stage, scenario);
  expect(
    played.some(({ deviations }) => deviations.length > 0),
    "listed as not emulated, but agrees: take it off the list",
  ).toBe(true);
}

/** Where time has to pass it passes on an emulator of its own. */
async function playApart(stage: Stage, scenario: Scenario): Promise<PlayedStep[]> {
  if (!scenario.given.tokensExpired) return play(stage, scenario);
  await using emulator = await startEmulator({ run });
  return await play({ ...stage, emulator }, scenario);
}

async function startStage(): Promise<Stage> {
  const emulator = await startEmulator({ run });
  return { emulator, run, assertions: await createAssertions(emulator) };
}
