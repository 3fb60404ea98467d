/** Exit code of the subgraph's process if it cannot listen on its port. */
export const portInUseCode = 98;
