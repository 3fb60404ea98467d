import type { Message } from "../api/proto-json.js";
import { invalid, validateNested, requireName } from "../api/validation.js";
import type { NewEntry } from "../instance/metadata.js";

const largestValue = 500_000;

export function readEntry(message: Message): NewEntry {
  return { key: message.text("key"), value: message.bytes("value") };
}

/** Version 2 takes an empty value, which deletes; version 1 does not. */
export function requireEntry(type: string, { key, value }: NewEntry, fewestBytes: 0 | 1): void {
  requireName(type, "Key", key);
  if (value.length >= fewestBytes && value.length <= largestValue) return;
  const range =
    fewestBytes === 0 ? `at most ${largestValue} bytes` : `between 1 and ${largestValue} bytes, inclusive`;
  throw invalid(type, "Value", `value length must be ${range}`);
}

export function requireEntries(
  request: string,
  type: string,
  entries: readonly NewEntry[],
  fewestBytes: 0 | 1,
): void {
  entries.forEach((entry, n) => {
    validateNested(request, `Metadata[${n}]`, () => {
      requireEntry(type, entry, fewestBytes);
    });
  });
}
