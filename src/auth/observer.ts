/** The methods of token validation. */
export const checkMethods = ["jwt", "id_token", "introspection", "userinfo"] as const;

export type CheckMethod = (typeof checkMethods)[number];

/** The origin of a result: the cache, a check in flight for another request, or a check of its own. */
export const checkSources = ["cache", "coalesced", "fresh"] as const;

export type CheckSource = (typeof checkSources)[number];

/** `error`: the token could not be checked. */
export const checkOutcomes = ["valid", "invalid", "error"] as const;

export type CheckOutcome = (typeof checkOutcomes)[number];

/** Called with the outcome of each token validation. Must not throw. */
export type OnTokenCheck = (method: CheckMethod, source: CheckSource, outcome: CheckOutcome) => void;
