import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEmbeddedZitadel } from "../zitadel/embedded-zitadel.js";
import { startTestZitadel } from "../zitadel/start-test-zitadel.js";
import type { TestZitadel } from "../zitadel/test-zitadel.js";
import { createAssertions } from "./assertions.js";
import { goldenFiles, readGolden, type Scenario } from "./golden.js";
import { deviations, exceptionsFor, notEmulated, type Exception } from "./exceptions.js";
import { runScenario, type StepResult, type ScenarioContext } from "./run-scenario.js";
import { createReport, type Outcome } from "./report.js";

const userNameSuffix = "c0ffee";
const report = createReport();
const usedExceptions = new Set<Exception>();
let isEmulated = true;

// Files without steps: tokens.test.ts and webhooks.test.ts compare them with the emulator.
const listings = ["tokens", "webhooks"];
for (const file of goldenFiles().filter((name) => !listings.includes(name))) {
  describe(file, () => {
    let context: ScenarioContext;
    beforeAll(async () => {
      context = await createContext(await startTestZitadel(userNameSuffix));
      isEmulated = context.zitadel.isEmulated;
    });
    afterAll(() => context.zitadel[Symbol.asyncDispose]());

    for (const scenario of readGolden(file)) {
      // The clock of a real server cannot be moved forward.
      const isEmbedded = scenario.given.tokensExpired;
      test(`${file} · ${scenario.scenario}`, { tags: isEmbedded ? ["embedded"] : [] }, async () => {
        const exceptions = isEmulated ? exceptionsFor(file, scenario.scenario) : [];
        for (const it of exceptions) usedExceptions.add(it);
        let outcome: Outcome = "deviating";
        try {
          await expectAgreement(context, scenario, exceptions);
          outcome = outcomeOf(exceptions);
        } finally {
          report.count(file, outcome);
        }
      });
    }
  });
}

test("needs every exception", { tags: ["embedded"] }, () => {
  expect([...notEmulated, ...deviations].filter((it) => !usedExceptions.has(it))).toEqual([]);
});

afterAll(() => {
  process.stdout.write(report.text(isEmulated));
});

function outcomeOf(exceptions: readonly Exception[]): Outcome {
  if (exceptions.length === 0) return "passed";
  return exceptions.some((it) => notEmulated.includes(it)) ? "not emulated" : "deviating";
}

/** Steps without an exception must agree with the recording; steps with an exception must differ. */
async function expectAgreement(
  context: ScenarioContext,
  scenario: Scenario,
  exceptions: readonly Exception[],
): Promise<void> {
  const results = await runOnOwnInstance(context, scenario);
  const unneeded = new Set(exceptions);
  const unexpected = results.flatMap((step, n) => {
    const exception = exceptions.find(({ steps }) => steps === undefined || steps.test(step.request));
    if (exception === undefined) return step.differences.map((it) => `step ${n + 1}, ${step.request}: ${it}`);
    if (step.differences.length > 0) unneeded.delete(exception);
    return [];
  });
  expect(unexpected).toEqual([]);
  expect([...unneeded], "these exceptions agree with the recording: remove them").toEqual([]);
}

/** Scenarios that move the clock forward get an emulator of their own. */
async function runOnOwnInstance(context: ScenarioContext, scenario: Scenario): Promise<StepResult[]> {
  if (!scenario.given.tokensExpired) return runScenario(context, scenario);
  await using zitadel = await startEmbeddedZitadel(userNameSuffix);
  return await runScenario({ ...context, zitadel }, scenario);
}

async function createContext(zitadel: TestZitadel): Promise<ScenarioContext> {
  return { zitadel, signAssertion: await createAssertions(zitadel) };
}
