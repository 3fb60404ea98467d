import { bytes, integer } from "../schemas/basic.js";
import { setting } from "./setting.js";
import { mebibyte } from "../schemas/format-bytes.js";

export const limits = {
  requestBytes: setting({
    name: "MAX_REQUEST_BYTES",
    schema: bytes(1024, 64 * mebibyte),
    default: 4 * mebibyte,
    description: "Size of a request body.",
  }),
  responseBytes: setting({
    name: "MAX_RESPONSE_BYTES",
    schema: bytes(1024, 256 * mebibyte),
    default: 64 * mebibyte,
    description:
      "Size of a response. One error replaces a larger response. A request may read four times this amount from ZITADEL.",
  }),
  userMetadataBytes: setting({
    name: "MAX_USER_METADATA_BYTES",
    schema: bytes(mebibyte, 1024 * mebibyte),
    default: 16 * mebibyte,
    description: "Total size of one user's values.",
  }),
  representations: setting({
    name: "MAX_REPRESENTATIONS",
    schema: integer(1, 100_000),
    default: 1000,
    description: "Representations in one `_entities` field.",
  }),
  entriesPerMutation: setting({
    name: "MAX_ENTRIES_PER_MUTATION",
    schema: integer(1, 10_000),
    default: 200,
    description: "Entries or keys in one mutation.",
  }),
  queryDepth: setting({
    name: "MAX_QUERY_DEPTH",
    schema: integer(1, 50),
    default: 12,
    description: "Nesting depth of fields in an operation.",
  }),
  queryAliases: setting({
    name: "MAX_QUERY_ALIASES",
    schema: integer(0, 10_000),
    default: 50,
    description: "Aliases in an operation.",
  }),
  queryTokens: setting({
    name: "MAX_QUERY_TOKENS",
    schema: integer(100, 10_000),
    default: 5000,
    description: "Lexical tokens in an operation.",
  }),
};
