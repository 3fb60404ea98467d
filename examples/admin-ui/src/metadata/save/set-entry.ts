import type { ApolloClient } from "@apollo/client";
import {
  SetEntryDocument,
  type SetEntryMutation,
  type UserErrorFragment,
} from "../../graph/generated/operations";
import { base64OfDraft, inputOf } from "../edit/draft";
import { showEntries } from "../list/show-entries";
import { textOfBase64, readBase64 } from "../value/text";
import type { Edit } from "./save-entry";

/** Writes an entry. The page shows it as written at once, and as it was again should it fail. */
export async function setEntry(client: ApolloClient, edit: Edit): Promise<readonly UserErrorFragment[]> {
  const { userId, draft } = edit;
  const { data } = await client.mutate({
    mutation: SetEntryDocument,
    variables: { input: { userId, entries: [inputOf(draft)] } },
    optimisticResponse: expected(edit),
    update: (cache, { data: answer }) => {
      const written = answer?.setUserMetadata?.entries ?? [];
      const keys = written.map(({ key }) => key);
      showEntries(cache, userId, keys, written);
    },
  });
  return data?.setUserMetadata?.userErrors ?? [];
}

/** What the server will answer if all goes well. */
function expected({ shown, draft }: Edit): SetEntryMutation {
  const valueBase64 = base64OfDraft(draft) ?? "";
  const entry = {
    __typename: "UserMetadataEntry",
    // The server makes the id of a new key; until then it needs one that no other has.
    id: shown?.id ?? `new:${draft.key}`,
    key: draft.key,
    value: textOfBase64(valueBase64) ?? null,
    valueBase64,
    sizeInBytes: readBase64(valueBase64)?.length ?? 0,
    createdAt: shown?.createdAt ?? null,
    updatedAt: null,
  };
  const setUserMetadata = { __typename: "SetUserMetadataPayload", entries: [entry], userErrors: [] };
  return { setUserMetadata };
}
