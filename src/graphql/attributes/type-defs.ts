import { type DocumentNode, Kind, visit } from "graphql";
import type { TypedKeys } from "../../typed-keys/typed-key.js";
import { extendContract } from "./contract.js";
import { enumTypesOf, inputFieldOf, outputFieldOf } from "./key-types.js";

/** Adds the types, fields and error codes for typed keys to the contract. */
export function addAttributes(contract: DocumentNode, { all }: TypedKeys): DocumentNode {
  const { definitions, ...document } = extendContract(contract);
  return visit(
    { ...document, definitions: [...definitions, ...enumTypesOf(all)] },
    {
      ObjectTypeDefinition(type) {
        if (type.name.value !== "UserMetadataAttributes") return undefined;
        return { ...type, kind: Kind.OBJECT_TYPE_DEFINITION, fields: all.map(outputFieldOf) };
      },
      InputObjectTypeDefinition(type) {
        if (type.name.value !== "UserMetadataAttributesInput") return undefined;
        return { ...type, kind: Kind.INPUT_OBJECT_TYPE_DEFINITION, fields: all.map(inputFieldOf) };
      },
    },
  );
}

/** Renames the field `attributes` of users. */
export function renameAttributesField(contract: DocumentNode, name: string): DocumentNode {
  return visit(contract, {
    ObjectTypeDefinition(type) {
      if (type.name.value !== "User") return undefined;
      const fields = type.fields?.map((field) =>
        field.name.value === "attributes" ? { ...field, name: { ...field.name, value: name } } : field,
      );
      return { ...type, kind: Kind.OBJECT_TYPE_DEFINITION, fields };
    },
  });
}
