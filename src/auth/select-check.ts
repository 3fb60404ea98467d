import type { Secret } from "../lib/secret.js";
import type { CheckMethod } from "./observer.js";
import { detectTokenShape, rejectToken, type TokenCheck, type TokenShape } from "./token-check.js";

/** A method of token validation, and how long its results are cached. */
export interface CheckByMethod {
  readonly method: CheckMethod;
  readonly check: TokenCheck;
  readonly ttlMs: number;
}

/** Selects the check for a token. Throws UNAUTHENTICATED for tokens of a form that is not accepted. */
export type SelectCheck = (token: Secret) => CheckByMethod;

/** The enabled token checks by method. */
export type TokenChecks = Readonly<Partial<Record<CheckMethod, CheckByMethod | undefined>>>;

/**
 * The token's shape selects the check, and its result is final: a second check would only accept more tokens.
 */
export function createSelectCheck({
  jwt,
  id_token: idToken,
  introspection,
  userinfo,
}: TokenChecks): SelectCheck {
  const remoteCheck = introspection ?? userinfo;
  const checksByShape: Readonly<Record<TokenShape, CheckByMethod | undefined>> = {
    opaque: remoteCheck,
    jwt: jwt ?? remoteCheck,
    id_token: idToken,
  };
  const acceptedKind = jwt === undefined ? "ID tokens" : "JWT access tokens";

  return (token) => {
    const shape = detectTokenShape(token.reveal());
    // Reject by shape alone; no need to verify the signature.
    if (shape === "id_token" && idToken === undefined) {
      throw rejectToken("looks like an ID token", { remedy: "Send the access token of the same login." });
    }
    const check = checksByShape[shape];
    if (check !== undefined) return check;
    const actualKind = shape === "opaque" ? "opaque" : "not an ID token";
    throw rejectToken(`is ${actualKind}`, { remedy: `This subgraph accepts only ${acceptedKind}.` });
  };
}
