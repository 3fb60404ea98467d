import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { contract, document } from "./contract.js";
import { elementsOf } from "./elements.js";
import { pascal, elementRules } from "./element-rules.js";
import { schemaRules } from "./schema-rules.js";

describe("the schema", () => {
  for (const { title: rule, isViolated: isBroken, violation: breach } of elementRules) {
    it(rule, () => {
      expect(elementsOf(parse(breach)).some(isBroken)).toBe(true);
      expect(contract.filter(isBroken).map(({ coordinate }) => coordinate)).toEqual([]);
    });
  }

  for (const { title: rule, findViolations: broken, violation: breach } of schemaRules) {
    it(rule, () => {
      expect(broken(parse(breach))).not.toEqual([]);
      expect(broken(document)).toEqual([]);
    });
  }

  it("gives each mutation one argument of its own Input type, and each Payload a userErrors field", () => {
    const mutations = contract.filter(
      ({ kind, coordinate }) => kind === "field" && coordinate.startsWith("Mutation."),
    );
    expect(mutations).not.toEqual([]);
    for (const { coordinate, name } of mutations) {
      const linesOf = (prefix: string): readonly string[] =>
        contract.map(({ line }) => line).filter((line) => line.startsWith(prefix));
      expect(linesOf(`${coordinate}(`)).toEqual([`${coordinate}(input:): ${pascal(name)}Input!`]);
      expect(linesOf(`${pascal(name)}Payload.`)).toContain(
        `${pascal(name)}Payload.userErrors: [UserMetadataUserError!]!`,
      );
    }
  });
});
