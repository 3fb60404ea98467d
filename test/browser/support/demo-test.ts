import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import {
  type BrowserContext,
  type BrowserContextOptions,
  expect,
  type Page,
  test as base,
} from "@playwright/test";
import { type Demo, startDemo } from "../../../examples/demo/start-demo.js";
import type { NewPerson } from "zitadel-emulator";
import { createPageErrors, type PageErrors } from "./page-errors.js";

const screenshots = fileURLToPath(new URL("../screenshots/", import.meta.url));

interface TestFixtures {
  /** Fails the test if a page has an error. `pageErrors.allow(/…/)` declares expected errors. */
  readonly pageErrors: PageErrors;
  /** Opens a page in another browser context, with separate cookies and storage. */
  readonly otherPage: (options?: BrowserContextOptions) => Promise<Page>;
  /** Adds a user for this test only. Returns the login name and the id. */
  readonly addPerson: (person?: NewPerson) => { name: string; id: string };
  /** Saves a screenshot of the page in test/browser/screenshots. */
  readonly saveScreenshot: (page: Page, name: string) => Promise<void>;
  /** Fails if axe reports a serious or critical violation in the page, or in a part of it. */
  readonly expectAccessible: (page: Page, part?: string) => Promise<void>;
}

interface WorkerFixtures {
  /**
   * Whether the subgraph of the demo has a replica. Without it, faults of ZITADEL affect all reads. Tests with
   * `test.use({ hasReplica: true })` run in another worker.
   */
  readonly hasReplica: boolean;
  /** The demo with built pages. The tests of a worker share it, so each test must add its own users. */
  readonly demo: Demo;
  /** Address of Apollo's gateway in front of the subgraphs of the demo. The first test that uses it starts it. */
  readonly apolloUrl: string;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  hasReplica: [false, { option: true, scope: "worker" }],
  demo: [
    async ({ hasReplica }, use) => {
      const { signal } = new AbortController();
      const print = (): void => undefined;
      await using demo = await startDemo({
        pages: "built",
        hasReplica,
        // Leaves the usual ports to `npm run demo`.
        portSet: 1,
        env: process.env,
        print,
        signal,
      });
      // After its start the subgraph checks its service user. Wait for that call, because tests count calls.
      const isServiceUserChecked = (): boolean =>
        demo.zitadel.calls.some(({ path }) => path === "/oidc/v1/userinfo");
      await expect.poll(isServiceUserChecked, { timeout: 60_000 }).toBe(true);
      await use(demo);
    },
    { scope: "worker", timeout: 120_000 },
  ],
  // Here, because Playwright starts other workers, each with a demo, for tests with additional worker fixtures.
  apolloUrl: [
    async ({ demo }, use) => {
      // Most workers do not need the gateway's packages.
      const { startGateway } = await import("../../support/supergraph/gateway.js");
      const { accounts, metadata, orders } = demo.urls;
      await using gateway = await startGateway({
        accounts: `${accounts}/graphql`,
        orders: `${orders}/graphql`,
        metadata: `${metadata}/graphql`,
      });
      await use(gateway.url);
    },
    { scope: "worker" },
  ],
  pageErrors: [
    async ({ context, demo }, use) => {
      const pageErrors = createPageErrors();
      pageErrors.watch(context);
      await use(pageErrors);
      demo.zitadel.reset();
      expect(pageErrors.unexpected, "errors of the pages").toEqual([]);
    },
    { auto: true },
  ],
  otherPage: async ({ browser, pageErrors }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      pageErrors.watch(context);
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
  saveScreenshot: async ({}, use) => {
    await use(async (page, name) => {
      await page.screenshot({ path: `${screenshots}${name}.png`, animations: "disabled" });
    });
  },
  expectAccessible: async ({}, use) => {
    await use(async (page, part = "html") => {
      // The legacy mode does not open another page to join the results of frames of other origins.
      const { violations } = await new AxeBuilder({ page }).include(part).setLegacyMode().analyze();
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      const messages = serious.map(
        ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => node.html).join("\n")}`,
      );
      expect(messages, "accessibility violations").toEqual([]);
    });
  },
});

export { expect } from "@playwright/test";
