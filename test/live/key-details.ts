import { z } from "zod";
import type { KeyFile } from "zitadel-emulator";
import { keyFile } from "../../packages/zitadel-emulator/test/zitadel/description.js";

/** Expiry of the keys and tokens of the test data, which is removed long before. */
export const farFuture = "2099-01-01T00:00:00Z";

/** The key file in ZITADEL's response to adding a key. */
export function readKeyDetails(response: unknown): KeyFile {
  const { keyDetails } = z.object({ keyDetails: z.string() }).parse(response);
  const file: unknown = JSON.parse(Buffer.from(keyDetails, "base64").toString());
  return keyFile.parse({ expirationDate: farFuture, ...z.looseObject({}).parse(file) });
}
