import type { ApolloClient } from "@apollo/client";
import {
  SetEntryDocument,
  type SetEntryMutation,
  type UserErrorFragment,
} from "../../graph/generated/operations";
import { draftToBase64, inputOf } from "../edit/draft";
import { updateCachedEntries } from "../list/update-cached-entries";
import { decodeText, decodeBase64 } from "../value/base64";
import type { Edit } from "./save-entry";

/** Writes an entry. The page shows the new value immediately, and the old one again if the write fails. */
export async function setEntry(client: ApolloClient, edit: Edit): Promise<readonly UserErrorFragment[]> {
  const { userId, draft } = edit;
  const { data } = await client.mutate({
    mutation: SetEntryDocument,
    variables: { input: { userId, entries: [inputOf(draft)] } },
    optimisticResponse: expectedResponse(edit),
    update: (cache, { data: result }) => {
      const written = result?.setUserMetadata?.entries ?? [];
      const keys = written.map(({ key }) => key);
      updateCachedEntries(cache, userId, keys, written);
    },
  });
  return data?.setUserMetadata?.userErrors ?? [];
}

/** The response of a successful write. */
function expectedResponse({ base, draft }: Edit): SetEntryMutation {
  const valueBase64 = draftToBase64(draft) ?? "";
  const entry = {
    __typename: "UserMetadataEntry",
    // The server creates the id of a new key. Until then the cache needs a unique placeholder.
    id: base?.id ?? `new:${draft.key}`,
    key: draft.key,
    value: decodeText(valueBase64) ?? null,
    valueBase64,
    sizeInBytes: decodeBase64(valueBase64)?.length ?? 0,
    createdAt: base?.createdAt ?? null,
    updatedAt: null,
    mayWrite: true,
  };
  const setUserMetadata = { __typename: "SetUserMetadataPayload", entries: [entry], userErrors: [] };
  return { setUserMetadata };
}
