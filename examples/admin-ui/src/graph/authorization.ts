import type { ApolloLink } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { ErrorLink } from "@apollo/client/link/error";
import { from, mergeMap, of, throwError } from "rxjs";
import type { Session } from "../session/session";
import { toFailure } from "./to-failure";

/** Adds the access token to requests. A rejected token is renewed, at most once per operation. */
export function createAuthorization(session: Session): ApolloLink[] {
  const send = new SetContextLink(async () => {
    const token = await session.accessToken();
    return token === undefined ? {} : { token, headers: { authorization: `Bearer ${token}` } };
  });
  const renew = new ErrorLink(({ error, result, operation, forward }) => {
    if (toFailure(error, "read").kind !== "signedOut") return;
    const { token } = operation.getContext();
    const renewal = session.renew(typeof token === "string" ? token : undefined);
    return from(renewal).pipe(
      mergeMap((renewed) => {
        if (renewed !== undefined) return forward(operation);
        return result === undefined ? throwError(() => error) : of(result);
      }),
    );
  });
  return [renew, send];
}
