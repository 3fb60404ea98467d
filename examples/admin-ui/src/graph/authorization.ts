import type { ApolloLink } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { ErrorLink } from "@apollo/client/link/error";
import { from, mergeMap, of, throwError } from "rxjs";
import type { Session } from "../session/session";
import { failureOf } from "./failure-of";

/** Sends the access token along; one that is refused is renewed, once per operation. */
export function createAuthorization(session: Session): ApolloLink[] {
  const send = new SetContextLink(async () => {
    const token = await session.accessToken();
    return token === undefined ? {} : { token, headers: { authorization: `Bearer ${token}` } };
  });
  const renew = new ErrorLink(({ error, result, operation, forward }) => {
    if (failureOf(error, "read").kind !== "signedOut") return;
    const { token } = operation.getContext();
    const again = session.renew(typeof token === "string" ? token : undefined);
    return from(again).pipe(
      mergeMap((renewed) => {
        if (renewed !== undefined) return forward(operation);
        return result === undefined ? throwError(() => error) : of(result);
      }),
    );
  });
  return [renew, send];
}
