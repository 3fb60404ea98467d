import { print, Kind } from "graphql";
import { describe, expect, it } from "vitest";
import { contract, document } from "./contract.js";
import { stableElements } from "./stable-api.js";

describe("the schema", () => {
  it("contains every stable element with the same name, type and nullability", () => {
    const lines = new Set(contract.map(({ line }) => line));
    expect(stableElements.filter((line) => !lines.has(line))).toEqual([]);
  });

  it("requires no argument or input field except the stable ones", () => {
    const added = contract.filter(
      ({ kind, line, type, hasDefault }) =>
        (kind === "argument" || kind === "input field") &&
        type?.kind === Kind.NON_NULL_TYPE &&
        !hasDefault &&
        !stableElements.includes(line),
    );
    expect(added.map(({ line }) => line)).toEqual([]);
  });

  it("requires only @key of federation 2.0, which every composer supports", () => {
    const extensions = document.definitions.filter(({ kind }) => kind === Kind.SCHEMA_EXTENSION);
    expect(extensions.map(print)).toEqual([
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])',
    ]);
  });
});
