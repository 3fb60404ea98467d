import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { runMetadata } from "../../support/metadata-command.js";
import { createTempFolder } from "../../support/temp-folder.js";
import { routes } from "../../support/zitadel-calls.js";
import { line, seedWithoutPeople } from "./seed.js";

const valid = line("1", "a", "secret");
const tooLong = 4 * 1024 * 1024;

describe("a metadata file", { tags: ["embedded"] }, () => {
  it.each<[string, string | Buffer, string]>([
    [
      "a line that is not JSON",
      `${valid}\n{"userId":"1","key":"b",value:"secret"}\n`,
      "line 2: The line is not a JSON object, or names a field twice.",
    ],
    [
      "a JSON value that is not an object",
      `["secret"]\n`,
      "line 1: The line is not a JSON object, or names a field twice.",
    ],
    [
      "JSON that is nested too deep",
      `${"[".repeat(100_000)}\n`,
      "line 1: The line is not a JSON object, or names a field twice.",
    ],
    [
      "a truncated last line",
      `${valid}\n${line("2", "a", "secret").slice(0, -9)}`,
      "line 2: The line is truncated: it ends without a line break.",
    ],
    [
      "a field that occurs twice",
      `{"userId":"1","key":"a","value":"secret","value":"x"}\n`,
      "line 1: The line is not a JSON object, or names a field twice.",
    ],
    [
      "an unknown field",
      `{"userId":"1","key":"a","valeu":"secret"}\n`,
      'line 1: The line has the unknown field "valeu"; known fields: userId, key, value, valueBase64, createdAt, updatedAt.',
    ],
    [
      "a field __proto__",
      `{"__proto__":"x","userId":"1","key":"a","value":"secret"}\n`,
      'line 1: The line has the unknown field "__proto__";',
    ],
    [
      "a user id that is a number",
      `{"userId":123456789012345678,"key":"a","value":"secret"}\n`,
      "line 1: The line has a userId that is not a JSON string.",
    ],
    [
      "a value that is a number",
      `{"userId":"1","key":"a","value":5}\n`,
      "line 1: The line has a value that is not a JSON string.",
    ],
    [
      "no user id",
      `{"key":"a","value":"secret"}\n`,
      "line 1: The line is invalid: userId must be a string, not absent.",
    ],
    ["no key", `{"userId":"1","value":"secret"}\n`, "line 1: The line has no key."],
    [
      "a key that is too long",
      `${line("1", "k".repeat(201), "secret")}\n`,
      "line 1: The line is invalid: The key is longer than 200 characters.",
    ],
    [
      "no value",
      `{"userId":"1","key":"a"}\n`,
      "line 1: The line is invalid: Neither value nor valueBase64 is set",
    ],
    [
      "two values",
      `{"userId":"1","key":"a","value":"secret","valueBase64":"eA=="}\n`,
      "line 1: The line is invalid: Both value and valueBase64 are set",
    ],
    ["an empty value", `${line("1", "a", "")}\n`, "line 1: The line is invalid: The value is empty."],
    [
      "a value that is too large",
      `${line("1", "a", "x".repeat(500_001))}\n`,
      "line 1: The line is invalid: The value is larger than 500000 bytes.",
    ],
    [
      "an unpaired surrogate",
      `{"userId":"1","key":"a","value":"\\ud800"}\n`,
      "line 1: The line is invalid: The value contains an unpaired surrogate",
    ],
    [
      "invalid base64",
      `{"userId":"1","key":"a","valueBase64":"secret!"}\n`,
      "line 1: The line is invalid: valueBase64 is not valid base64.",
    ],
    [
      "bytes that are not UTF-8",
      Buffer.from([0xff, 0xfe, 0x7b, 0, 0x0a]),
      "line 1: The line is not UTF-8 text.",
    ],
    [
      "a line that is too long",
      `${valid}\n${"x".repeat(tooLong + 1)}\n`,
      `line 2: The line is longer than ${tooLong} bytes.`,
    ],
    [
      "an entry twice",
      `${valid}\n${valid}\n`,
      "line 2: The entry is there twice: the line before has the same userId and key.",
    ],
    ["keys that are not sorted", `${line("1", "b", "x")}\n${valid}\n`, "line 2: The lines are not sorted."],
    ["users that are not sorted", `${line("2", "b", "x")}\n${valid}\n`, "line 2: The lines are not sorted."],
  ])("with %s is rejected before anything is written", async (_, content, message) => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const file = createTempFolder()("metadata.jsonl");
    writeFileSync(file, content);
    for (const args of [
      ["import", file, "--write"],
      ["diff", file],
    ]) {
      const { code, stdout, stderr } = await runMetadata(zitadel, args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(`${file} has 1 invalid line. Nothing was done.\n  ${message}`);
      expect(stderr).not.toContain("secret");
    }
    expect(zitadel.calls).toEqual([]);
  });

  it("with many invalid lines is reported with the first 20 and the number of the others", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const file = createTempFolder()("metadata.jsonl");
    writeFileSync(file, "x\n".repeat(25));
    const { stderr } = await runMetadata(zitadel, ["import", file]);
    expect(stderr.split("\n")).toHaveLength(23);
    expect(stderr).toMatch(/has 25 invalid lines\..*\n {2}line 20: .*\n {2}… and 5 more\n$/s);
  });

  it("with more bytes for one user than MAX_USER_METADATA_BYTES is rejected", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const file = createTempFolder()("metadata.jsonl");
    writeFileSync(file, ["a", "b", "c"].map((key) => `${line("1", key, "x".repeat(400_000))}\n`).join(""));
    const variables = { MAX_USER_METADATA_BYTES: String(1024 * 1024) };
    const { code, stderr } = await runMetadata(zitadel, ["import", file], { variables });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining("line 3: The user has more than 1048576 bytes"),
    });
  });

  it("that changes during an import stops it, with exit code 2", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const ids = Array.from({ length: 40 }, (_, n) => zitadel.addUser(`user-${n}`, {})).sort();
    const file = createTempFolder()("metadata.jsonl");
    const content = ids.map((id) => `${line(id, "a", "x".repeat(10_000))}\n`).join("");
    writeFileSync(file, content);
    const held = zitadel.holdNext(routes.list);
    const imported = runMetadata(zitadel, ["import", file, "--write", "--concurrency", "1"]);
    await held.arrived;
    writeFileSync(file, content.replaceAll('x"}', 'x"'));
    held.release();
    const { code, stderr } = await imported;
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/has changed\. Line \d+: The line is not a JSON object/),
    });
    expect(readFileSync(file, "utf8")).not.toBe(content);
  });
});
