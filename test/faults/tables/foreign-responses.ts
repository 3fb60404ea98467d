import type { FaultTable } from "../fault-scenario.js";

const page = { body: "<html><h1>Blocked</h1></html>", contentType: "text/html" } as const;

const invalidOnce = {
  me: "UPSTREAM_INVALID_RESPONSE · 1 userinfo",
  one: "UPSTREAM_INVALID_RESPONSE · 1 list",
  page: "49 ok, 1 UPSTREAM_INVALID_RESPONSE · 50 list",
  set: "WRITE_OUTCOME_UNKNOWN · 1 set, 1 list · not stored",
  remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 1 list · not stored",
} as const;
const invalidAlways = { ...invalidOnce, page: "50 UPSTREAM_INVALID_RESPONSE · 50 list" } as const;

const retriedOnce = {
  me: "ok · 2 userinfo",
  one: "ok · 2 list",
  page: "50 ok · 51 list",
  set: "WRITE_OUTCOME_UNKNOWN · 1 set, 1 list · not stored",
  remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 1 list · not stored",
} as const;

const retriedAlways = {
  me: "UPSTREAM_UNAVAILABLE · 3 userinfo",
  one: "UPSTREAM_UNAVAILABLE · 3 list",
  page: "50 UPSTREAM_UNAVAILABLE · 150 list",
  set: "WRITE_OUTCOME_UNKNOWN · 1 set, 3 list · not stored",
  remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 3 list · not stored",
} as const;

const tooLarge = {
  // Falls back from userinfo to the list.
  me: "REQUEST_TOO_LARGE · 1 userinfo, 1 list",
  one: "REQUEST_TOO_LARGE · 1 list",
  set: "REQUEST_TOO_LARGE · 1 set · not stored",
  remove: "REQUEST_TOO_LARGE · 1 remove · not stored",
} as const;

export const foreignResponses: FaultTable = {
  title: "Responses of a proxy or firewall",
  scenarios: [
    { name: "401 with an HTML page, once", fault: { status: 401, ...page }, times: 1, ...invalidOnce },
    { name: "401 with an HTML page, always", fault: { status: 401, ...page }, ...invalidAlways },
    { name: "403 with an HTML page, once", fault: { status: 403, ...page }, times: 1, ...invalidOnce },
    { name: "403 with an HTML page, always", fault: { status: 403, ...page }, ...invalidAlways },
    {
      name: "403 with JSON of a gateway, always",
      fault: { status: 403, body: '{"message":"Forbidden"}' },
      ...invalidAlways,
    },
    {
      name: "403 with an HTML page after the change was stored, once",
      fault: { status: 403, ...page, afterCommit: true },
      times: 1,
      me: "–",
      one: "–",
      page: "–",
      set: "ok · 1 set, 1 list · stored",
      remove: "ok · 1 remove, 1 list, 1 getUser · stored",
    },
    {
      name: "404 of a load balancer, once",
      fault: { status: 404, body: "404 page not found\n", contentType: "text/plain" },
      times: 1,
      ...retriedOnce,
    },
    {
      name: "404 of a load balancer, always",
      fault: { status: 404, body: "404 page not found\n", contentType: "text/plain" },
      ...retriedAlways,
    },
    { name: "408 of a proxy, once", fault: { status: 408, ...page }, times: 1, ...retriedOnce },
    { name: "408 of a proxy, always", fault: { status: 408, ...page }, ...retriedAlways },
    {
      name: "413 of a proxy, once",
      fault: { status: 413, ...page },
      times: 1,
      ...tooLarge,
      me: "ok · 1 userinfo, 1 list",
      page: "49 ok, 1 REQUEST_TOO_LARGE · 50 list",
    },
    {
      name: "413 of a proxy, always",
      fault: { status: 413, ...page },
      ...tooLarge,
      page: "50 REQUEST_TOO_LARGE · 50 list",
    },
    {
      name: "522 of a content delivery network, once",
      fault: { status: 522, ...page },
      times: 1,
      ...retriedOnce,
    },
    { name: "522 of a content delivery network, always", fault: { status: 522, ...page }, ...retriedAlways },
  ],
};
