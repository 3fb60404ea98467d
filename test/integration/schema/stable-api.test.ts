import { print, Kind } from "graphql";
import { describe, expect, it } from "vitest";
import { contract, document } from "./contract.js";
import { stableElements } from "./stable-api.js";

describe("the schema", () => {
  it("has all that clients were promised, under the same name, of the same type, as nullable as ever", () => {
    const lines = new Set(contract.map(({ line }) => line));
    expect(stableElements.filter((line) => !lines.has(line))).toEqual([]);
  });

  it("requires nothing of clients beyond what they were told", () => {
    const added = contract.filter(
      ({ kind, line, type, hasDefault }) =>
        (kind === "argument" || kind === "input field") &&
        type?.kind === Kind.NON_NULL_TYPE &&
        !hasDefault &&
        !stableElements.includes(line),
    );
    expect(added.map(({ line }) => line)).toEqual([]);
  });

  it("asks of a composer what every one can do: @key as of federation 2.0", () => {
    const extensions = document.definitions.filter(({ kind }) => kind === Kind.SCHEMA_EXTENSION);
    expect(extensions.map(print)).toEqual([
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])',
    ]);
  });
});
