import { defineConfig } from "@playwright/test";

const executablePath = process.env["PLAYWRIGHT_CHROMIUM_PATH"];

export default defineConfig({
  testMatch: "*.spec.ts",
  outputDir: "results",
  forbidOnly: process.env["CI"] !== undefined,
  // Each worker starts its own demo.
  workers: 2,
  fullyParallel: false,
  // Longer than any test takes on a busy machine. Only a test that hangs reaches it.
  timeout: 180_000,
  // Long enough for the subgraph's retries on a busy machine.
  expect: { timeout: 15_000 },
  use: {
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "retain-on-failure",
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
