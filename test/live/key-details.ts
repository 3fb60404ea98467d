import { z } from "zod";
import type { KeyFile } from "zitadel-emulator";
import { keyFile } from "../../packages/zitadel-emulator/test/zitadel/description.js";

/** Until when keys and tokens of a test world are good: it is removed long before. */
export const neverEnds = "2099-01-01T00:00:00Z";

/** The key file in an answer to adding a key. */
export function readKeyDetails(answer: unknown): KeyFile {
  const { keyDetails } = z.object({ keyDetails: z.string() }).parse(answer);
  const file: unknown = JSON.parse(Buffer.from(keyDetails, "base64").toString());
  return keyFile.parse({ expirationDate: neverEnds, ...z.looseObject({}).parse(file) });
}
