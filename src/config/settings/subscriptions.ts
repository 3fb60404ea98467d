import { integer } from "../schemas/basic.js";
import { callbackHostsSchema } from "../schemas/callback-hosts.js";
import { setting } from "./setting.js";

export const subscriptions = {
  max: setting({
    name: "MAX_SUBSCRIPTIONS",
    schema: integer(1, 100_000),
    default: 1000,
    description: "Subscriptions in progress in one process. As many WebSocket connections may be open.",
  }),
  maxPerCaller: setting({
    name: "MAX_SUBSCRIPTIONS_PER_CALLER",
    schema: integer(1, 100_000),
    default: 20,
    description: "Subscriptions in progress of one caller in one process.",
  }),
  callbackHosts: setting({
    name: "SUBSCRIPTION_CALLBACK_HOSTS",
    schema: callbackHostsSchema,
    default: [],
    description:
      "Comma-separated list for [Apollo's HTTP callback protocol](subscriptions.md#http-callback): the hosts of routers, with or without a port, and the private addresses that they may have, for example `router.internal:4000,10.0.0.0/8`.",
    example: "router.internal:4000,10.0.0.0/8",
  }),
};
