/** Describes that a server does not use its preferred port; undefined if it does, or if any port was requested. */
export function describeMovedPort(server: string, preferred: number, port: number): string | undefined {
  if (preferred === 0 || port === preferred) return undefined;
  return `Port ${preferred} is in use; ${server} uses port ${port}.`;
}
