import type { Answer } from "./graphql-response.js";
import type { QueryOptions, World } from "./test-env.js";

/** Asks for these users as a router does. */
export function queryEntities(
  world: World,
  ids: readonly unknown[],
  selection: string,
  options: QueryOptions = {},
): Promise<Answer> {
  const representations = ids.map((id) => ({ __typename: "User", id }));
  return world.query(
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { ${selection} } } }`,
    {
      ...options,
      variables: { representations },
    },
  );
}
