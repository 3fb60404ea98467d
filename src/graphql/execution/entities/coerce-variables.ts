import { getVariableValues, type GraphQLSchema, print, type VariableDefinitionNode } from "graphql";

type Values = Readonly<Record<string, unknown>>;

/**
 * Coerces variables like graphql-js, which returns lists of `_Any` unchanged after visiting each of a thousand
 * representations. Undefined if a value is invalid.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  values: Values,
): Values | undefined {
  const unchanged = definitions.filter((definition) => isUnchanged(definition, values));
  const others = definitions.filter((definition) => !unchanged.includes(definition));
  const { coerced } = getVariableValues(schema, others, values);
  if (coerced === undefined) return undefined;
  for (const { variable } of unchanged) coerced[variable.name.value] = values[variable.name.value];
  return coerced;
}

function isUnchanged({ type, variable }: VariableDefinitionNode, values: Values): boolean {
  const { value: name } = variable.name;
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return Array.isArray(value) && print(type) === "[_Any!]!" && !value.includes(null);
}
