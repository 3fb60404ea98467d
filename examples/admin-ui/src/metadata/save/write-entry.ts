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
import { type Edit, renamedFrom } from "./rename";

/**
 * Writes an entry, on condition that no other user has changed it since it was displayed. With a new key, the same
 * update deletes the old one. The page shows the new entry immediately, and the old one again if the write fails.
 */
export async function writeEntry(client: ApolloClient, edit: Edit): Promise<readonly UserErrorFragment[]> {
  // An empty digest means that there must be no entry.
  const ifDigest = (renamedFrom(edit).length > 0 ? undefined : edit.base?.digest) ?? "";
  const errors = await send(client, edit, { ...inputOf(edit.draft), ifDigest });
  const isNotWritable = errors.some(({ code }) => code === "KEY_NOT_WRITABLE");
  // A key that the user may write but not read cannot have a condition. A new entry may replace what such a key
  // contains; a rename may not, and stays rejected.
  return isNotWritable && edit.base === undefined ? send(client, edit, inputOf(edit.draft)) : errors;
}

async function send(
  client: ApolloClient,
  edit: Edit,
  entry: UserMetadataSetInput,
): Promise<readonly UserErrorFragment[]> {
  const { userId } = edit;
  const old = renamedFrom(edit);
  const { data } = await client.mutate({
    mutation: UpdateEntriesDocument,
    variables: {
      input: { userId, set: [entry], delete: old.map(({ key, digest }) => ({ key, ifDigest: digest })) },
    },
    optimisticResponse: expectedResponse(edit),
    update: (cache, { data: result }) => {
      const written = result?.updateUserMetadata?.entries ?? [];
      const deleted = result?.updateUserMetadata?.deletedKeys ?? [];
      updateCachedEntries(cache, userId, [...written.map(({ key }) => key), ...deleted], written);
    },
  });
  return data?.updateUserMetadata?.userErrors ?? [];
}

/** The response of a successful write. */
function expectedResponse(edit: Edit): UpdateEntriesMutation {
  const { base, draft } = edit;
  const old = renamedFrom(edit);
  const valueBase64 = draftToBase64(draft) ?? "";
  const entry = {
    __typename: "UserMetadataEntry",
    // The server creates the id of a new key. Until then the cache needs a unique placeholder.
    id: old.length > 0 || base === undefined ? `new:${draft.key}` : base.id,
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
    deletedKeys: old.map(({ key }) => key),
    deletedEntryIds: old.map(({ id }) => id),
    userErrors: [],
  };
  return { updateUserMetadata };
}
