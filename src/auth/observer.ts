/** The ways to check a token. */
export const checkWays = ["jwt", "id_token", "introspection", "userinfo"] as const;

export type CheckMethod = (typeof checkWays)[number];

/** Where the answer came from: memory, somebody else's question that was under way, or a check of its own. */
export const checkSources = ["cache", "coalesced", "fresh"] as const;

export type CheckSource = (typeof checkSources)[number];

/** failed: it could not be found out. */
export const checkOutcomes = ["valid", "invalid", "error"] as const;

export type CheckOutcome = (typeof checkOutcomes)[number];

/** Whoever wants to know what came of each token. Must not throw. */
export type OnTokenCheck = (way: CheckMethod, source: CheckSource, outcome: CheckOutcome) => void;
