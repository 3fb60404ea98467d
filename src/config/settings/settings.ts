import { graphql } from "./graphql.js";
import { http } from "./http.js";
import { limits } from "./limits.js";
import { metadata } from "./metadata.js";
import { proxy } from "./proxy.js";
import { replica } from "./replica.js";
import { serviceUser } from "./service-user.js";
import type { Setting } from "./setting.js";
import { subscriptions } from "./subscriptions.js";
import { tokens } from "./tokens.js";
import { upstream } from "./upstream.js";
import { zitadel } from "./zitadel.js";

export interface SettingGroup {
  readonly title: string;
  /** Markdown. */
  readonly introduction?: string;
  readonly settings: readonly Setting<unknown>[];
}

/** All settings, in the order of docs/configuration.md. */
export const settingGroups: readonly SettingGroup[] = [
  { title: "ZITADEL", settings: Object.values(zitadel) },
  { title: "Token validation", settings: Object.values(tokens) },
  {
    title: "Service user",
    introduction:
      'For access rules with `"as": "service"` and for the replica: a key, client credentials or a personal access\ntoken.',
    settings: Object.values(serviceUser),
  },
  { title: "Metadata", settings: Object.values(metadata) },
  { title: "GraphQL schema", settings: Object.values(graphql) },
  { title: "Server", settings: Object.values(http) },
  { title: "Limits", settings: Object.values(limits) },
  { title: "Calls to ZITADEL", settings: Object.values(upstream) },
  {
    title: "Proxy",
    introduction:
      "For calls to ZITADEL and for traces, not for Redis. The lower-case names are read too and take precedence. See\n[proxy and certificates](operations.md#proxy-and-certificates).",
    settings: Object.values(proxy),
  },
  { title: "Replica", settings: Object.values(replica) },
  {
    title: "Subscriptions",
    introduction:
      "[Subscriptions](subscriptions.md) require a replica. Without it, these settings have no effect.",
    settings: Object.values(subscriptions),
  },
];
