import { readObject } from "../read-object.js";
import { DecodeError } from "./proto-json.js";

/** Parses a JSON object. Throws with the messages of Go's JSON decoder. */
export function parseBody(raw: string): Record<string, unknown> {
  try {
    JSON.parse(raw);
  } catch (error) {
    const [, token, place] = /Unexpected token '(.)'|position (\d+)/s.exec(String(error)) ?? [];
    const character = token ?? (place === undefined ? "" : raw.charAt(Number(place)));
    if (character === "") throw new DecodeError("unexpected EOF");
    throw new DecodeError(`invalid character '${character}' looking for beginning of value`);
  }
  const fields = readObject(raw);
  if (fields === undefined) throw new DecodeError("proto: syntax error (line 1:1): unexpected token");
  return fields;
}
