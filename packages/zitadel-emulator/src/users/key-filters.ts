import type { Message } from "../api/proto-json.js";
import { invalid, validateNested, runeCount } from "../api/validation.js";
import { textMethods } from "./text-methods.js";

// Version 1 calls a filter a query.
const versions = {
  v1: { term: "Query", list: "Queries", type: "MetadataQuery" },
  v2: { term: "Filter", list: "Filters", type: "MetadataSearchFilter" },
} as const;

export interface KeyFilter {
  requireValid: () => void;
  match: (key: string) => boolean;
}

export function readKeyFilter(message: Message, term: "Query" | "Filter", methods = textMethods): KeyFilter {
  const text = message.text("key");
  const names = methods.map(({ name }) => `TEXT_${term.toUpperCase()}_METHOD_${name}`);
  const method = methods[message.enumValue("method", names)];
  return {
    requireValid: () => {
      if (runeCount(text) > 200) {
        throw invalid(`MetadataKey${term}`, "Key", "value length must be at most 200 runes");
      }
      if (method === undefined) {
        throw invalid(`MetadataKey${term}`, "Method", "value must be one of the defined enum values");
      }
    },
    match: (key) => method?.test(key, text) === true,
  };
}

export interface KeyFilters {
  requireValid: (request: string) => void;
  /** Whether the key matches all filters. */
  match: (key: string) => boolean;
}

export function readKeyFilters(message: Message, version: "v1" | "v2"): KeyFilters {
  const { term, list, type } = versions[version];
  const filters = message.messages(list.toLowerCase()).map((it) => {
    const filter = it.message(`key${term}`);
    return filter && readKeyFilter(filter, term);
  });
  return {
    requireValid: (request) => {
      filters.forEach((filter, n) => {
        validateNested(request, `${list}[${n}]`, () => {
          if (filter === undefined) throw invalid(type, term, "value is required");
          validateNested(type, `Key${term}`, filter.requireValid);
        });
      });
    },
    match: (key) => filters.every((filter) => filter?.match(key) === true),
  };
}
