import type { Method } from "../api/method.js";
import type { Instance } from "../instance/instance.js";
import { getMetadata, listMetadata } from "./read-metadata.js";

/** The auth API: the caller's own metadata, in any organization. */
export function ownMetadata(instance: Instance): Method[] {
  return [
    {
      name: "ListMyMetadata",
      rest: { method: "POST", path: "/auth/v1/users/me/metadata/_search" },
      run: (message) => listMetadata(instance, message, "ListMyMetadataRequest"),
    },
    {
      name: "GetMyMetadata",
      rest: { method: "GET", path: "/auth/v1/users/me/metadata/:key" },
      run: (message) => getMetadata(instance, message, "GetMyMetadataRequest"),
    },
  ];
}
