import * as z from "zod";
import { tryParseJson } from "../../../lib/try-parse-json.js";

const named = z.looseObject({ name: z.string() });
const introspection = z.looseObject({
  data: z.looseObject({
    __schema: z.looseObject({
      types: z.array(z.looseObject({ name: z.string(), fields: z.array(named).nullish() })),
      directives: z.array(named),
    }),
  }),
});

/** Names that only routers use, such as `_Any`, `_entities`, `link__Purpose` and `federation__FieldSet`. */
const federationName = /^(_[^_]|[a-z]+__)/;
/** The directives that clients use in queries, and those of GraphQL itself. */
const clientDirectives = new Set(["include", "skip", "deprecated", "specifiedBy", "oneOf"]);

/**
 * Removes the types, fields and directives for routers from the result of an introspection query. Returns
 * another response as it is.
 */
export function toClientSchema(body: string): string {
  const { data: result } = introspection.safeParse(tryParseJson(body));
  if (result === undefined) return body;
  const schema = result.data.__schema;
  const types = schema.types.filter(isForClients).map((type) => ({
    ...type,
    ...(type.fields != null && { fields: type.fields.filter(isForClients) }),
  }));
  const directives = schema.directives.filter(({ name }) => clientDirectives.has(name));
  return JSON.stringify({ ...result, data: { ...result.data, __schema: { ...schema, types, directives } } });
}

function isForClients({ name }: { readonly name: string }): boolean {
  return !federationName.test(name);
}
