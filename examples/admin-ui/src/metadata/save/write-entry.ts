import type { ApolloClient } from "@apollo/client";
import {
  UpdateEntriesDocument,
  type UpdateEntriesMutation,
  type UserErrorFragment,
  type UserMetadataSetInput,
} from "../../graph/generated/operations";
import { draftToBase64, inputOf } from "../edit/draft";
import { updateCachedEntries } from "../list/update-cached-entries";
import { decodeText, decodeBase64 } from "../value/base64";
import type { Edit } from "./save-entry";

/**
 * Writes an entry, on condition that no other user has changed it since it was displayed. The page shows the new value
 * immediately, and the old one again if the write fails.
 */
export async function writeEntry(client: ApolloClient, edit: Edit): Promise<readonly UserErrorFragment[]> {
  // An empty digest means that there must be no entry.
  const errors = await send(client, edit, { ...inputOf(edit.draft), ifDigest: edit.base?.digest ?? "" });
  const isNotWritable = errors.some(({ code }) => code === "KEY_NOT_WRITABLE");
  // A key that the user may write but not read cannot have a condition. Only a new entry can have such a key.
  return isNotWritable && edit.base === undefined ? send(client, edit, inputOf(edit.draft)) : errors;
}

async function send(
  client: ApolloClient,
  edit: Edit,
  entry: UserMetadataSetInput,
): Promise<readonly UserErrorFragment[]> {
  const { userId } = edit;
  const { data } = await client.mutate({
    mutation: UpdateEntriesDocument,
    variables: { input: { userId, set: [entry] } },
    optimisticResponse: expectedResponse(edit),
    update: (cache, { data: result }) => {
      const written = result?.updateUserMetadata?.entries ?? [];
      const keys = written.map(({ key }) => key);
      updateCachedEntries(cache, userId, keys, written);
    },
  });
  return data?.updateUserMetadata?.userErrors ?? [];
}

/** The response of a successful write. */
function expectedResponse({ base, draft }: Edit): UpdateEntriesMutation {
  const valueBase64 = draftToBase64(draft) ?? "";
  const entry = {
    __typename: "UserMetadataEntry",
    // The server creates the id of a new key. Until then the cache needs a unique placeholder.
    id: base?.id ?? `new:${draft.key}`,
    key: draft.key,
    value: decodeText(valueBase64) ?? null,
    valueBase64,
    sizeInBytes: decodeBase64(valueBase64)?.length ?? 0,
    // Only the server knows it.
    digest: "",
    createdAt: base?.createdAt ?? null,
    updatedAt: null,
    mayWrite: true,
  };
  const updateUserMetadata = {
    __typename: "UpdateUserMetadataPayload",
    entries: [entry],
    deletedKeys: [],
    deletedEntryIds: [],
    userErrors: [],
  };
  return { updateUserMetadata };
}
