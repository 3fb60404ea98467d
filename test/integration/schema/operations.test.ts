import { readFileSync } from "node:fs";
import {
  buildASTSchema,
  getNamedType,
  isObjectType,
  Kind,
  OperationTypeNode,
  parse,
  validate,
} from "graphql";
import { describe, expect, it } from "vitest";
import { fragments, operationFiles } from "../../support/operations.js";
import { composers } from "./composers.js";
import { selectionsOf } from "./selections.js";
import { typeDefsOf } from "./type-defs-of.js";

const accounts = parse(
  readFileSync(new URL("../../../examples/supergraph/accounts/schema.graphql", import.meta.url), "utf8"),
);
const metadata = typeDefsOf({ SUBGRAPH_ROOT_FIELDS: "none" });
const [[, compose]] = composers;
const schema = buildASTSchema(compose({ accounts, metadata }).api);

describe.each(operationFiles)("the operation of the file $name", ({ name, own, text }) => {
  const document = parse(text);
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );

  it("is valid in the supergraph of the examples", () => {
    expect(validate(schema, document)).toEqual([]);
  });

  it("is the only one of its file, and called as it", () => {
    expect(operations.map((operation) => operation.name?.value)).toEqual([pascal(name)]);
  });

  it("says at its beginning what it is for", () => {
    expect(own).toMatch(/^# .{30}/);
  });

  it("selects the id of whatever has one, so that caches know it again", () => {
    const withoutId = selectionsOf(schema, document)
      .filter(({ type, fields }) => type.getFields()["id"] !== undefined && !fields.includes("id"))
      .map(({ type }) => type.name);
    expect(withoutId).toEqual([]);
  });

  it("asks all of userErrors, where it is a mutation", () => {
    const asked = selectionsOf(schema, document).filter(({ type }) => type.name === "UserMetadataUserError");
    const mutations = operations.filter(({ operation }) => operation === OperationTypeNode.MUTATION);
    expect(asked.map(({ fields }) => fields)).toEqual(
      mutations.map(() => ["code", "message", "field", "key"]),
    );
  });
});

describe("the operations", () => {
  it("need each of the fragments", () => {
    for (const { name } of fragments) {
      expect(operationFiles.filter(({ text }) => text.includes(`fragment ${name.value} on`))).not.toEqual([]);
    }
  });

  it("reach every field that the subgraph adds", () => {
    const selected = new Set(
      operationFiles.flatMap(({ text }) =>
        selectionsOf(schema, parse(text)).flatMap(({ type, fields }) =>
          fields.map((field) => `${type.name}.${field}`),
        ),
      ),
    );
    const ours = ["User", "UserMetadataEntry", "SetUserMetadataPayload", "DeleteUserMetadataPayload"].flatMap(
      (name) => {
        const type = getNamedType(schema.getType(name));
        return isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${name}.${field}`) : [];
      },
    );
    expect(ours.filter((field) => !selected.has(field))).toEqual([
      "User.userName",
      "User.email",
      "User.state",
      // What is deleted is evicted by deletedEntryIds; who wants can read the user again.
      "DeleteUserMetadataPayload.user",
    ]);
  });
});

function pascal(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}
