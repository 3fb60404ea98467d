/** Whether all percent-encoded parts of the text are valid UTF-8. */
export function canDecodeUri(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
