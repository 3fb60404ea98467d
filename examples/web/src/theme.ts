/**
 * Applies the theme: light, dark or system. The theme is stored locally, so that the next start applies it
 * before the preferences are loaded.
 */
export function applyTheme(theme: string): void {
  document.documentElement.dataset["theme"] = theme;
  localStorage.setItem("theme", theme);
}

export function applyLastTheme(): void {
  applyTheme(localStorage.getItem("theme") ?? "system");
}
