import type { FaultTable } from "../fault-scenario.js";

const body = '{"code":"resource_exhausted","message":"too many requests"}';
const pageTooLarge =
  '{"code":"resource_exhausted","message":"grpc: received message after decompression larger than max 10485760"}';
const retryAfter60 = {
  me: "UPSTREAM_RATE_LIMITED with retryAfterMs · 1 userinfo",
  one: "UPSTREAM_RATE_LIMITED with retryAfterMs · 1 list",
  set: "UPSTREAM_RATE_LIMITED with retryAfterMs · 1 set · not stored",
  remove: "UPSTREAM_RATE_LIMITED with retryAfterMs · 1 remove · not stored",
} as const;

export const rateLimits: FaultTable = {
  title: "Rate limits and oversized pages",
  scenarios: [
    {
      name: "429, once",
      fault: { status: 429, body },
      times: 1,
      me: "ok · 2 userinfo",
      one: "ok · 2 list",
      page: "50 ok · 51 list",
      set: "ok · 2 set · stored",
      remove: "ok · 2 remove · stored",
    },
    {
      name: "429, always",
      fault: { status: 429, body },
      me: "UPSTREAM_RATE_LIMITED · 3 userinfo",
      one: "UPSTREAM_RATE_LIMITED · 3 list",
      page: "50 UPSTREAM_RATE_LIMITED · 150 list",
      set: "UPSTREAM_RATE_LIMITED · 3 set · not stored",
      remove: "UPSTREAM_RATE_LIMITED · 3 remove · not stored",
    },
    {
      name: "429 with Retry-After: 1, once",
      fault: { status: 429, body, headers: { "retry-after": "1" } },
      times: 1,
      me: "ok · 2 userinfo",
      one: "ok · 2 list",
      page: "50 ok · 51 list",
      set: "ok · 2 set · stored",
      remove: "ok · 2 remove · stored",
    },
    {
      name: "429 with Retry-After: 1, always",
      fault: { status: 429, body, headers: { "retry-after": "1" } },
      me: "UPSTREAM_RATE_LIMITED with retryAfterMs · 3 userinfo",
      one: "UPSTREAM_RATE_LIMITED with retryAfterMs · 3 list",
      page: "50 UPSTREAM_RATE_LIMITED with retryAfterMs · 150 list",
      set: "UPSTREAM_RATE_LIMITED with retryAfterMs · 3 set · not stored",
      remove: "UPSTREAM_RATE_LIMITED with retryAfterMs · 3 remove · not stored",
    },
    {
      name: "429 with Retry-After: 60, once",
      fault: { status: 429, body, headers: { "retry-after": "60" } },
      times: 1,
      ...retryAfter60,
      page: "31 ok, 19 UPSTREAM_RATE_LIMITED with retryAfterMs · 32 list",
    },
    {
      name: "429 with Retry-After: 60, always",
      fault: { status: 429, body, headers: { "retry-after": "60" } },
      ...retryAfter60,
      page: "50 UPSTREAM_RATE_LIMITED with retryAfterMs · 32 list",
    },
    {
      name: "429 because the page is too large, once",
      fault: { status: 429, body: pageTooLarge },
      times: 1,
      me: "–",
      one: "ok · 2 list",
      page: "50 ok · 51 list",
      set: "–",
      remove: "–",
    },
    {
      name: "429 because the page is too large, always",
      fault: { status: 429, body: pageTooLarge },
      me: "–",
      one: "UPSTREAM_INVALID_RESPONSE · 4 list",
      page: "50 UPSTREAM_INVALID_RESPONSE · 200 list",
      set: "–",
      remove: "–",
    },
  ],
};
