import type { Message } from "../api/proto-json.js";
import { invalid } from "../api/validation.js";
import { readKeyFilter } from "../users/key-filters.js";
import { swappedTextMethods } from "../users/text-methods.js";
import type { ReadQuery, UserQuery } from "./user-query.js";

const byteMethodNames = ["BYTE_FILTER_METHOD_EQUALS", "BYTE_FILTER_METHOD_NOT_EQUALS"];
const maxValueBytes = 200;

/** Queries for the metadata entry of a row. */
export const metadataQueries: Record<string, ReadQuery> = {
  metadataKeyFilter: (message, isNegated) => {
    const { requireValid, match } = readKeyFilter(message, "Filter", swappedTextMethods);
    return { requireValid, match: (_, entry) => entry !== undefined && match(entry[0]) !== isNegated };
  },
  metadataValueFilter: readValueFilter,
};

function readValueFilter(message: Message, isNegated: boolean): UserQuery {
  const expected = Buffer.from(message.bytes("value"));
  const method = message.enumValue("method", byteMethodNames);
  const mustEqual = (method === 0) !== isNegated;
  return {
    requireValid: () => {
      if (expected.length > maxValueBytes) {
        throw invalid("MetadataValueFilter", "Value", `value length must be at most ${maxValueBytes} bytes`);
      }
      if (byteMethodNames[method] === undefined) {
        throw invalid("MetadataValueFilter", "Method", "value must be one of the defined enum values");
      }
    },
    match: (_, entry) => entry !== undefined && expected.equals(entry[1].value) === mustEqual,
  };
}
