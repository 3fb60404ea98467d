import { GraphQLError, isObjectType, type ValidationRule } from "graphql";

/**
 * Rejects an alias that is the name of another field of these types. `@apollo/gateway` builds the representations for
 * `@requires` from the client's selection, by response names: `billingSeats: fontSize` would replace the value that
 * another subgraph requires by one that the client may choose.
 */
export function createAliasRule(typeNames: readonly string[]): ValidationRule {
  return (context) => ({
    Field(node) {
      const { alias, name } = node;
      const type = context.getParentType();
      if (alias === undefined || alias.value === name.value || !isObjectType(type)) return;
      if (!typeNames.includes(type.name) || type.getFields()[alias.value] === undefined) return;
      const message = `The alias "${alias.value}" of ${type.name}.${name.value} is the name of another field. Choose another alias.`;
      context.reportError(new GraphQLError(message, { nodes: node }));
    },
  });
}
