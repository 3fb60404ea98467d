import { Failure } from "../../lib/failure.js";
import type { ZitadelClient } from "../client/client.js";
import { FailedCall, toReadFailure } from "../client/errors.js";
import { ownMetadataUrl } from "./v1.js";
import { v2Url } from "./v2.js";

export type ApiVersion = "v1" | "v2";

/** `absent`: ZITADEL itself does not have the route. `unknown`: a 404 that may come from a proxy. */
type Presence = "served" | "absent" | "unknown";

/**
 * The version of the user API that ZITADEL serves. Selects v1 only if v1 responds, v2 does not, and, once v2
 * has been seen, ZITADEL itself says that it does not have v2. Throws a Failure if no version can be selected.
 */
export async function probeVersions(
  client: ZitadelClient,
  apiUrl: string,
  hasSeenV2: boolean,
): Promise<ApiVersion> {
  const probeV2 = (): Promise<Presence> => probe(client, v2Url(apiUrl, "ListUserMetadata"));
  const v2 = await probeV2();
  if (v2 === "served") return "v2";
  const mayBeV1 = v2 === "absent" || !hasSeenV2;
  if (!mayBeV1 || (await probe(client, ownMetadataUrl(apiUrl))) !== "served") throw unavailable();
  // ZITADEL may have become available since the first probe.
  return (await probeV2()) === "served" ? "v2" : "v1";
}

/** Calls a route without a token: an existing route rejects the call with a 4xx status other than 404. */
async function probe(client: ZitadelClient, url: string): Promise<Presence> {
  try {
    const response = await client.send({ kind: "version", url, json: "{}" });
    if (response.status === 200) throw toReadFailure(response);
    return response.status === 404 ? "absent" : "served";
  } catch (error) {
    if (error instanceof FailedCall && error.kind === "notRouted") return "unknown";
    throw error;
  }
}

function unavailable(): Failure {
  return new Failure(
    "UPSTREAM_UNAVAILABLE",
    "ZITADEL's API for user metadata responds with status 404. A proxy in front of ZITADEL may have no connection to it, or block the path.",
  );
}
