import { afterAll, describe, expect, it } from "vitest";
import { type FaultScenario, type FaultTable, operations } from "./fault-scenario.js";
import { runCase } from "./run-case.js";
import { type ScenarioEnv, startScenarioEnv } from "./scenario-env.js";

/** Runs all cases of the scenarios whose fault affects some calls (`transient`) or all calls (`lasting`). */
export function expectTable({ scenarios }: FaultTable, kind: "transient" | "lasting"): void {
  const selected = scenarios.filter((scenario) => isTransient(scenario) === (kind === "transient"));
  describe.each(selected)("$name", { tags: ["embedded"] }, (scenario) => {
    let env: ScenarioEnv | undefined;
    async function dispose(): Promise<void> {
      await env?.[Symbol.asyncDispose]();
      env = undefined;
    }
    afterAll(dispose);

    it.each(operations.filter((operation) => scenario[operation] !== "–"))("%s", async (operation) => {
      // Each case needs a startup of its own.
      if (scenario.fault === "connection refused before startup") await dispose();
      env ??= await startScenarioEnv(scenario);
      expect(await runCase(env, operation)).toBe(scenario[operation]);
    });
  });
}

function isTransient({ fault, times }: FaultScenario): boolean {
  return times !== undefined || fault === "connection refused once";
}
