/** How often a request has a header. `rawHeaders`: names and values in turn. `name`: in lower case. */
export function countHeaders(rawHeaders: readonly string[], name: string): number {
  return rawHeaders.filter(
    (text, index) => index % 2 === 0 && text.length === name.length && text.toLowerCase() === name,
  ).length;
}
