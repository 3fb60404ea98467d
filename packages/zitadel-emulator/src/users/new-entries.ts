import type { Message } from "../api/proto-json.js";
import { invalid, validateNested, requireName } from "../api/validation.js";
import type { NewEntry } from "../instance/metadata.js";

const maxValueBytes = 500_000;

export function readEntry(message: Message): NewEntry {
  return { key: message.text("key"), value: message.bytes("value") };
}

/** Version 2 accepts an empty value, which deletes the entry; version 1 rejects it. */
export function requireEntry(type: string, { key, value }: NewEntry, minBytes: 0 | 1): void {
  requireName(type, "Key", key);
  if (value.length >= minBytes && value.length <= maxValueBytes) return;
  const range =
    minBytes === 0 ? `at most ${maxValueBytes} bytes` : `between 1 and ${maxValueBytes} bytes, inclusive`;
  throw invalid(type, "Value", `value length must be ${range}`);
}

export function requireEntries(
  request: string,
  type: string,
  entries: readonly NewEntry[],
  minBytes: 0 | 1,
): void {
  entries.forEach((entry, n) => {
    validateNested(request, `Metadata[${n}]`, () => {
      requireEntry(type, entry, minBytes);
    });
  });
}
