/** ZITADEL encodes values in base64. */
export function decodeEntries({ metadata = [] }) {
  return metadata.map(({ key, value }) => ({ key, value: Buffer.from(value, "base64").toString("utf8") }));
}

export function encodeEntries(entries) {
  return entries.map(({ key, value }) => ({ key, value: Buffer.from(value).toString("base64") }));
}
