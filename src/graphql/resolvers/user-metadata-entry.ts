import { base64Of, entryIdOf, jsonOf, textOf } from "../../metadata/entry.js";
import type { UserMetadataEntryResolvers } from "../generated/types.js";

export const UserMetadataEntry: UserMetadataEntryResolvers = {
  id: ({ ownerId, key }) => entryIdOf(ownerId, key),
  value: textOf,
  valueBase64: base64Of,
  valueJson: jsonOf,
  sizeInBytes: ({ bytes }) => bytes.length,
};
