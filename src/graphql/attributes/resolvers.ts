import type { TypedKeys } from "../../typed-keys/typed-key.js";
import type { MutationResolvers, UserResolvers } from "../generated/types.js";
import { createAttributeFields, toAttributes } from "./attribute-fields.js";
import { toDefinitions, UserMetadataDefinition } from "./definitions.js";
import { createSetAttributes } from "./set-attributes.js";

export interface AttributesResolvers {
  readonly types: {
    readonly UserMetadataAttributes: ReturnType<typeof createAttributeFields>;
    readonly UserMetadataDefinition: typeof UserMetadataDefinition;
  };
  /** Fields of the user type. */
  readonly user: Readonly<Record<string, UserResolvers[keyof UserResolvers]>>;
  readonly mutation: Pick<MutationResolvers, "setUserMetadataAttributes">;
}

/** The resolvers for typed keys. */
export function createAttributesResolvers({ all }: TypedKeys, attributesField: string): AttributesResolvers {
  const attributes: UserResolvers["attributes"] = async ({ id }, _, { loaders }, info) =>
    toAttributes(await loaders.metadata(info).load(id));

  const metadataDefinitions: UserResolvers["metadataDefinitions"] = async ({ id }, _, { loaders }) =>
    toDefinitions(all, id, await loaders.keyRights.load(id));

  return {
    types: { UserMetadataAttributes: createAttributeFields(all), UserMetadataDefinition },
    user: { [attributesField]: attributes, metadataDefinitions },
    mutation: { setUserMetadataAttributes: createSetAttributes(all) },
  };
}
