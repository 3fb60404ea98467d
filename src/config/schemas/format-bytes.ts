const kibibyte = 1024;
export const mebibyte = 1024 * kibibyte;
export const gibibyte = 1024 * mebibyte;

export function formatBytes(bytes: number): string {
  if (bytes % gibibyte === 0) return `${bytes / gibibyte} GiB`;
  return bytes % mebibyte === 0 ? `${bytes / mebibyte} MiB` : `${bytes / kibibyte} KiB`;
}
