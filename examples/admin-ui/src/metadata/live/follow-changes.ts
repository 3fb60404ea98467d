import type { ApolloClient } from "@apollo/client";
import {
  defer,
  EMPTY,
  fromEvent,
  map,
  mergeMap,
  type Observable,
  of,
  repeat,
  retry,
  startWith,
  switchMap,
  throwError,
  timer,
} from "rxjs";
import { type EntryFragment, UserMetadataChangedDocument } from "../../graph/generated/operations";
import { toFailure } from "../../graph/to-failure";

const minDelayMs = 500;
const maxDelayMs = 60_000;

/**
 * The user's entries now, and after each change. Subscribes again when the server ends the subscription, for
 * example because it restarts or the access token has expired, and waits longer after each failure.
 */
export function followChanges(client: ApolloClient, userId: string): Observable<readonly EntryFragment[]> {
  const changes = defer(() =>
    client.subscribe({
      query: UserMetadataChangedDocument,
      variables: { userId },
      // The page compares the entries with the cached ones before it replaces them.
      fetchPolicy: "no-cache",
    }),
  ).pipe(
    mergeMap(({ data, error }) => (error === undefined ? of(data) : throwError(() => error))),
    repeat({ delay: minDelayMs }),
    retry({
      delay: (error, failures) =>
        isTemporary(error) ? timer(Math.min(minDelayMs * 2 ** failures, maxDelayMs)) : EMPTY,
      resetOnSuccess: true,
    }),
    mergeMap((data) => {
      const entries = data?.userMetadataChanged?.user.metadata;
      return entries == null ? EMPTY : of(entries);
    }),
  );
  // Browsers limit the connections to a server, so hidden tabs have none.
  return fromEvent(document, "visibilitychange").pipe(
    startWith(undefined),
    map(() => document.visibilityState === "visible"),
    switchMap((isVisible) => (isVisible ? changes : EMPTY)),
  );
}

function isTemporary(error: unknown): boolean {
  const { kind } = toFailure(error, "read");
  return kind === "outage" || kind === "signedOut";
}
