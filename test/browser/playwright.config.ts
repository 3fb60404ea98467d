import { defineConfig } from "@playwright/test";

const executablePath = process.env["PLAYWRIGHT_CHROMIUM_PATH"];

export default defineConfig({
  outputDir: "results",
  forbidOnly: process.env["CI"] !== undefined,
  // Each worker starts its own demo.
  workers: 2,
  // By test, so that both workers are busy until the end.
  fullyParallel: true,
  // The slowest test first. It does not use a demo of the workers.
  projects: [
    { name: "command", testMatch: "demo.spec.ts", fullyParallel: false },
    { name: "pages", testMatch: "*.spec.ts", testIgnore: "demo.spec.ts" },
  ],
  // Longer than any test takes on a busy machine. Only a test that hangs reaches it.
  timeout: 180_000,
  // Long enough for the subgraph's retries on a busy machine.
  expect: { timeout: 15_000 },
  use: {
    locale: "en-GB",
    timezoneId: "UTC",
    // Texts that fade in or out have too little contrast for axe.
    contextOptions: { reducedMotion: "reduce" },
    // Recording a video of each test slows the browser down. The trace has a snapshot of each step.
    trace: { mode: "retain-on-failure", screenshots: false },
    launchOptions: {
      ...(executablePath !== undefined && { executablePath }),
      // Disables the browser's own background requests.
      args: [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
      ],
    },
  },
});
