/** Tells which process answers: on a port that was free a moment ago it may be somebody else's. */
export const pidHeader = "x-dev-pid";
