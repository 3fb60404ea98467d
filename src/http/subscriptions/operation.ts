import type { FastifyRequest } from "fastify";
import { queryStringOf } from "../query-string.js";
import { RequestError } from "../request-error.js";

/** A GraphQL request. Its text may be absent if it has the hash of one. */
export interface Operation {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
  readonly extensions?: Record<string, unknown>;
}

/** The parameters of a GET or POST request, of any type. */
export function parametersOf(request: FastifyRequest): Readonly<Record<string, unknown>> {
  if (request.method !== "GET") return toObject(request.body);
  const parameters = new URLSearchParams(queryStringOf(request));
  return {
    query: parameters.get("query"),
    operationName: parameters.get("operationName"),
    variables: parseIfJson(parameters.get("variables")),
    extensions: parseIfJson(parameters.get("extensions")),
  };
}

/** Null and an empty text count as absent. Throws RequestError for values of another type. */
export function toOperation(parameters: Readonly<Record<string, unknown>>): Operation {
  const text = (name: string): string | undefined => {
    const value = parameters[name];
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value === "string") return value;
    throw new RequestError(400, `"${name}" must be a string.`);
  };
  const object = (name: string): Record<string, unknown> | undefined => {
    const value = parameters[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "object" && !Array.isArray(value)) return toObject(value);
    throw new RequestError(400, `"${name}" must be a JSON object.`);
  };
  const [query, operationName] = [text("query"), text("operationName")];
  const [variables, extensions] = [object("variables"), object("extensions")];
  return {
    ...(query !== undefined && { query }),
    ...(operationName !== undefined && { operationName }),
    ...(variables !== undefined && { variables }),
    ...(extensions !== undefined && { extensions }),
  };
}

/** Invalid JSON remains text, which `toOperation` rejects. */
function parseIfJson(text: string | null): unknown {
  try {
    return text === null || text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

export function toObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
