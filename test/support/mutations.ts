import type { Answer } from "./graphql-response.js";
import type { World } from "./test-env.js";

export function setUserMetadata(
  world: World,
  token: string | undefined,
  userId: string,
  entries: readonly unknown[],
): Promise<Answer> {
  const mutation = `mutation ($input: SetUserMetadataInput!) {
    setUserMetadata(input: $input) {
      user { id metadata { key value } }
      entries { id key value valueBase64 }
      userErrors { code field key }
    }
  }`;
  return world.query(mutation, { token, variables: { input: { userId, entries } } });
}

export function deleteUserMetadata(
  world: World,
  token: string | undefined,
  userId: string,
  keys: readonly string[],
): Promise<Answer> {
  const mutation = `mutation ($input: DeleteUserMetadataInput!) {
    deleteUserMetadata(input: $input) {
      user { id metadata { key } }
      deletedKeys
      deletedEntryIds
      userErrors { code field key }
    }
  }`;
  return world.query(mutation, { token, variables: { input: { userId, keys } } });
}
