import type { GraphqlResponse } from "./graphql-response.js";
import type { TestEnv } from "./test-env.js";

export function setUserMetadata(
  env: TestEnv,
  token: string | undefined,
  userId: string,
  entries: readonly unknown[],
): Promise<GraphqlResponse> {
  const mutation = `mutation ($input: SetUserMetadataInput!) {
    setUserMetadata(input: $input) {
      user { id metadata { key value } }
      entries { id key value valueBase64 }
      userErrors { code field key }
    }
  }`;
  return env.query(mutation, { token, variables: { input: { userId, entries } } });
}

export function deleteUserMetadata(
  env: TestEnv,
  token: string | undefined,
  userId: string,
  keys: readonly string[],
): Promise<GraphqlResponse> {
  const mutation = `mutation ($input: DeleteUserMetadataInput!) {
    deleteUserMetadata(input: $input) {
      user { id metadata { key } }
      deletedKeys
      deletedEntryIds
      userErrors { code field key }
    }
  }`;
  return env.query(mutation, { token, variables: { input: { userId, keys } } });
}
