import type { ApolloClient } from "@apollo/client";
import { graphql } from "./graphql/gql.js";
import type { UserMetadataAttributesInput } from "./graphql/graphql.js";

const MyAttributes = graphql(`
  query MyAttributes {
    me {
      id
      attributes {
        preferencesTheme
        billingSeats
        tags
      }
    }
  }
`);

const SetAttributes = graphql(`
  mutation SetAttributes($userId: ID!, $attributes: UserMetadataAttributesInput!) {
    setUserMetadataAttributes(input: { userId: $userId, attributes: $attributes }) {
      userErrors {
        message
        field
      }
    }
  }
`);

/** The seats that the caller has paid for: a number, as in the schema. */
export async function readSeats(client: ApolloClient): Promise<number | null> {
  const { data } = await client.query({ query: MyAttributes });
  return data?.me?.attributes?.billingSeats ?? null;
}

/** Sets typed keys; null deletes. The compiler rejects unknown fields and wrong types. Returns the problems. */
export async function setAttributes(
  client: ApolloClient,
  userId: string,
  attributes: UserMetadataAttributesInput,
): Promise<readonly string[]> {
  const { data } = await client.mutate({ mutation: SetAttributes, variables: { userId, attributes } });
  return (data?.setUserMetadataAttributes?.userErrors ?? []).map(({ message }) => message);
}
