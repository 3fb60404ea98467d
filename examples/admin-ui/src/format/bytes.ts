const units = ["byte", "kilobyte", "megabyte"] as const;

/** Formats a size in the user's language: 512 bytes, 1.5 kB. */
export function formatBytes(bytes: number, locale?: string): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: units[power],
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** power);
}
