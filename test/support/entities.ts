import type { GraphqlResponse } from "./graphql-response.js";
import type { QueryOptions, TestEnv } from "./test-env.js";

/** Queries these users through `_entities`, as a router does. */
export function queryEntities(
  env: TestEnv,
  ids: readonly unknown[],
  selection: string,
  options: QueryOptions = {},
): Promise<GraphqlResponse> {
  const representations = ids.map((id) => ({ __typename: "User", id }));
  return env.query(
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { ${selection} } } }`,
    {
      ...options,
      variables: { representations },
    },
  );
}
