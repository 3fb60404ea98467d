import { defineConfig } from "@playwright/test";

const executablePath = process.env["PLAYWRIGHT_CHROMIUM_PATH"];

export default defineConfig({
  testMatch: "*.spec.ts",
  outputDir: "results",
  forbidOnly: process.env["CI"] !== undefined,
  // Each has a demo of its own.
  workers: 2,
  fullyParallel: false,
  // Only a test that hangs takes this long, however busy the machine is.
  timeout: 180_000,
  // An outage is told after the subgraph has tried again, on a busy machine.
  expect: { timeout: 15_000 },
  use: {
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    launchOptions: {
      ...(executablePath !== undefined && { executablePath }),
      // A browser that calls nobody but the pages.
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
