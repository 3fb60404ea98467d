/** Shows the page light, dark or as the system has it, and remembers it here: at the next start it is right at once. */
export function applyTheme(theme: string): void {
  document.documentElement.dataset["theme"] = theme;
  localStorage.setItem("theme", theme);
}

export function applyLastTheme(): void {
  applyTheme(localStorage.getItem("theme") ?? "system");
}
