import { expect, type Page, test } from "@playwright/test";

export type ColorScheme = "light" | "dark";

const colorSchemes: readonly ColorScheme[] = ["light", "dark"];

/** Runs the check in light and in dark mode. */
export async function forEachColorScheme(
  page: Page,
  check: (colorScheme: ColorScheme) => Promise<void>,
): Promise<void> {
  for (const colorScheme of colorSchemes) {
    await test.step(colorScheme, async () => {
      await page.emulateMedia({ colorScheme });
      await check(colorScheme);
    });
  }
}

/**
 * Runs the check on a phone, a tablet and a desktop computer, in light and in dark mode. Fails if the page is
 * wider than the screen. `name` is for screenshots.
 */
export async function forEachAppearance(
  page: Page,
  check: (name: string, colorScheme: ColorScheme) => Promise<void>,
): Promise<void> {
  for (const width of [390, 800, 1280]) {
    await page.setViewportSize({ width, height: 1100 });
    await forEachColorScheme(page, async (colorScheme) => {
      await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(width);
      const contentWidth = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(contentWidth, "width of the content").toBeLessThanOrEqual(width);
      await check(`${width}-${colorScheme}`, colorScheme);
    });
  }
}
