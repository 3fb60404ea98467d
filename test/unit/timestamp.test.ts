import { describe, expect, it, test } from "vitest";
import { formatMicros, parseMicros } from "../../src/changes/timestamp.js";

describe("microsecond timestamps", () => {
  it.each([
    "1970-01-01T00:00:00Z",
    "2026-11-23T10:11:12Z",
    "2026-11-23T10:11:12.500Z",
    "2026-11-23T10:11:12.034567Z",
    "2026-11-23T10:11:12.000001Z",
    "2024-02-29T23:59:59.999999Z",
    "1969-12-31T23:59:59.999999Z",
  ])("round-trip in ZITADEL's notation: %s", (text) => {
    const micros = parseMicros(text);
    expect(micros).toSatisfy(Number.isSafeInteger);
    expect(formatMicros(micros ?? Number.NaN)).toBe(text);
  });

  it.each([
    ["2026-11-23T10:11:12.5Z", "2026-11-23T10:11:12.500Z"],
    ["2026-11-23T10:11:12.5000Z", "2026-11-23T10:11:12.500Z"],
    ["2026-11-23T10:11:12.123456999Z", "2026-11-23T10:11:12.123456Z"],
    ["2026-11-23T12:11:12.1+02:00", "2026-11-23T10:11:12.100Z"],
  ])("accept other notations: %s", (text, written) => {
    expect(formatMicros(parseMicros(text) ?? Number.NaN)).toBe(written);
  });

  it.each([
    "",
    "yesterday",
    "2026-11-23",
    "2026-11-23 10:11:12Z",
    "2026-11-23T10:11:12",
    "2026-02-30T10:11:12Z",
    "2026-13-01T10:11:12Z",
    "2026-11-23T24:00:00Z",
    "2026-11-23T10:11:12.Z",
    "2026-11-23T10:11:12.1234567890Z",
  ])("reject an invalid date: %j", (text) => {
    expect(parseMicros(text)).toBeUndefined();
  });
});

test("parses dates one microsecond apart into numbers that differ by one", () => {
  const [before, after] = ["2026-11-23T10:11:12.999999Z", "2026-11-23T10:11:13Z"].map(parseMicros);
  expect(after).toBe((before ?? Number.NaN) + 1);
});
