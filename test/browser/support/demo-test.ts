import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, expect, type Page, test as base } from "@playwright/test";
import { randomPorts, type Demo, startDemo } from "../../../examples/demo/start-demo.js";
import type { NewPerson } from "zitadel-emulator";
import { createWatch, type Watch } from "./watch.js";

const screenshots = fileURLToPath(new URL("../screenshots/", import.meta.url));

interface TestFixtures {
  /** Fails the test when a page complains; `watch.allow(/…/)` says what is expected to. */
  readonly watch: Watch;
  /** A page of another browser: other cookies, other storage. */
  readonly otherPage: (options?: { viewport?: { width: number; height: number } }) => Promise<Page>;
  /** Adds a person whom no other test knows, and returns their login name and id. */
  readonly addPerson: (person?: NewPerson) => { name: string; id: string };
  /** Keeps a picture of the page in test/browser/screenshots. */
  readonly shoot: (page: Page, name: string) => Promise<void>;
  /** No fault that axe calls serious or critical. */
  readonly expectAccessible: (page: Page) => Promise<void>;
}

interface WorkerFixtures {
  /** The demo with built pages. Tests of one worker share it: make people of your own. */
  readonly demo: Demo;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  demo: [
    async ({}, use) => {
      const { signal } = new AbortController();
      const print = (): void => undefined;
      await using demo = await startDemo({
        pages: "built",
        ports: randomPorts,
        env: process.env,
        print,
        signal,
      });
      // Tests count calls: the one with which the subgraph checks its service user, once it has started, is not theirs.
      const isServiceUserChecked = (): boolean =>
        demo.zitadel.calls.some(({ path }) => path === "/oidc/v1/userinfo");
      await expect.poll(isServiceUserChecked, { timeout: 60_000 }).toBe(true);
      await use(demo);
    },
    { scope: "worker", timeout: 120_000 },
  ],
  watch: [
    async ({ context, demo }, use) => {
      const watch = createWatch();
      watch.watch(context);
      await use(watch);
      demo.zitadel.reset();
      expect(watch.complaints, "what the pages complained about").toEqual([]);
    },
    { auto: true },
  ],
  otherPage: async ({ browser, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      watch.watch(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
  addPerson: async ({ demo }, use, { workerIndex, testId, retry }) => {
    let count = 0;
    await use((person = {}) => {
      const name = `p${String(++count)}-${testId.slice(-6)}${String(workerIndex)}${String(retry)}`;
      return { name, id: demo.zitadel.addUser(name, { organization: "acme", ...person }) };
    });
  },
  shoot: async ({}, use) => {
    await use(async (page, name) => {
      await page.screenshot({ path: `${screenshots}${name}.png`, animations: "disabled" });
    });
  },
  expectAccessible: async ({}, use) => {
    await use(async (page) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      const words = serious.map(
        ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((it) => it.html).join("\n")}`,
      );
      expect(words, "what axe finds").toEqual([]);
    });
  },
});

export { expect } from "@playwright/test";
