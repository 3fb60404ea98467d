/** The ways to check a token. */
export const checkWays = ["jwt", "id_token", "introspection", "userinfo"] as const;

export type CheckWay = (typeof checkWays)[number];

/** Where the answer came from: memory, somebody else's question that was under way, or a check of its own. */
export const checkSources = ["remembered", "joined", "asked"] as const;

export type CheckSource = (typeof checkSources)[number];

/** failed: it could not be found out. */
export const checkOutcomes = ["accepted", "refused", "failed"] as const;

export type CheckOutcome = (typeof checkOutcomes)[number];

/** Whoever wants to know what came of each token. Must not throw. */
export type CheckWatch = (way: CheckWay, source: CheckSource, outcome: CheckOutcome) => void;
