import type { TypedKeys } from "../../typed-keys/typed-key.js";
import type { MutationResolvers, UserResolvers } from "../generated/types.js";
import { createToAttributeValues } from "./attribute-values.js";
import { toDefinitions, UserMetadataDefinition } from "./definitions.js";
import { createSetAttributes } from "./set-attributes.js";

export interface AttributesResolvers {
  readonly types: { readonly UserMetadataDefinition: typeof UserMetadataDefinition };
  /** Fields of the user type. */
  readonly user: Readonly<Record<string, UserResolvers[keyof UserResolvers]>>;
  readonly mutation: Pick<MutationResolvers, "setUserMetadataAttributes">;
}

/** The resolvers for typed keys. */
export function createAttributesResolvers({ all }: TypedKeys, attributesField: string): AttributesResolvers {
  const toAttributeValues = createToAttributeValues(all);

  const attributes: UserResolvers["attributes"] = async ({ id }, _, { loaders, responseBudget }, info) =>
    toAttributeValues(await loaders.metadata(info).load(id), responseBudget, info);

  const metadataDefinitions: UserResolvers["metadataDefinitions"] = async ({ id }, _, { loaders }) =>
    toDefinitions(all, id, await loaders.keyRights.load(id));

  return {
    types: { UserMetadataDefinition },
    user: { [attributesField]: attributes, metadataDefinitions },
    mutation: { setUserMetadataAttributes: createSetAttributes(all) },
  };
}
