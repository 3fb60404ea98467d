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
import { fragments, operationFiles } from "../../support/operation-files.js";
import { composers } from "./composers.js";
import { selectionsOf } from "./selections.js";
import { typeDefsOf } from "./type-defs-of.js";

const accounts = parse(
  readFileSync(new URL("../../../examples/supergraph/accounts/schema.graphql", import.meta.url), "utf8"),
);
const metadata = typeDefsOf({ SUBGRAPH_ROOT_FIELDS: "none" });
const [[, compose]] = composers;
const schema = buildASTSchema(compose({ accounts, metadata }).api);

describe.each(operationFiles)("the operation in the file $name", ({ name, source: own, text }) => {
  const document = parse(text);
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );

  it("is valid against the example supergraph", () => {
    expect(validate(schema, document)).toEqual([]);
  });

  it("is the only operation in its file, and has the name of the file", () => {
    expect(operations.map((operation) => operation.name?.value)).toEqual([pascal(name)]);
  });

  it("starts with a comment about its purpose", () => {
    expect(own).toMatch(/^# .{30}/);
  });

  it("selects the id of each object that has one, for client caches", () => {
    const withoutId = selectionsOf(schema, document)
      .filter(({ type, fields }) => type.getFields()["id"] !== undefined && !fields.includes("id"))
      .map(({ type }) => type.name);
    expect(withoutId).toEqual([]);
  });

  it("selects all fields of userErrors in a mutation", () => {
    const selections = selectionsOf(schema, document).filter(
      ({ type }) => type.name === "UserMetadataUserError",
    );
    const mutations = operations.filter(({ operation }) => operation === OperationTypeNode.MUTATION);
    expect(selections.map(({ fields }) => fields)).toEqual(
      mutations.map(() => ["code", "message", "field", "key"]),
    );
  });
});

describe("the operations", () => {
  it("use each of the fragments", () => {
    for (const { name } of fragments) {
      expect(operationFiles.filter(({ text }) => text.includes(`fragment ${name.value} on`))).not.toEqual([]);
    }
  });

  it("select every field that the subgraph adds", () => {
    const selected = new Set(
      operationFiles.flatMap(({ text }) =>
        selectionsOf(schema, parse(text)).flatMap(({ type, fields }) =>
          fields.map((field) => `${type.name}.${field}`),
        ),
      ),
    );
    const ownFields = [
      "User",
      "UserMetadataEntry",
      "SetUserMetadataPayload",
      "DeleteUserMetadataPayload",
      "UpdateUserMetadataPayload",
    ].flatMap((name) => {
      const type = getNamedType(schema.getType(name));
      return isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${name}.${field}`) : [];
    });
    expect(ownFields.filter((field) => !selected.has(field))).toEqual([
      "User.userName",
      "User.email",
      "User.state",
      // Clients evict deleted entries by deletedEntryIds. They need not read the user again.
      "DeleteUserMetadataPayload.user",
      "UpdateUserMetadataPayload.user",
    ]);
  });
});

function pascal(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}
