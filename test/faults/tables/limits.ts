import type { Table } from "../row.js";

const body = '{"code":"resource_exhausted","message":"too many requests"}';
const tooLarge =
  '{"code":"resource_exhausted","message":"grpc: received message after decompression larger than max 10485760"}';
const refused = {
  me: "UPSTREAM_RATE_LIMITED with retryAfterMs · 1 userinfo",
  one: "UPSTREAM_RATE_LIMITED with retryAfterMs · 1 list",
  set: "UPSTREAM_RATE_LIMITED with retryAfterMs · 1 set · not done",
  remove: "UPSTREAM_RATE_LIMITED with retryAfterMs · 1 remove · not done",
} as const;

export const limits: Table = {
  title: "Too many requests, and pages that are too large",
  rows: [
    {
      weather: "429, once",
      fault: { status: 429, body },
      times: 1,
      me: "ok · 2 userinfo",
      one: "ok · 2 list",
      page: "50 ok · 51 list",
      set: "ok · 2 set · done",
      remove: "ok · 2 remove · done",
    },
    {
      weather: "429, always",
      fault: { status: 429, body },
      me: "UPSTREAM_RATE_LIMITED · 3 userinfo",
      one: "UPSTREAM_RATE_LIMITED · 3 list",
      page: "50 UPSTREAM_RATE_LIMITED · 150 list",
      set: "UPSTREAM_RATE_LIMITED · 3 set · not done",
      remove: "UPSTREAM_RATE_LIMITED · 3 remove · not done",
    },
    {
      weather: "429 with Retry-After: 1, once",
      fault: { status: 429, body, headers: { "retry-after": "1" } },
      times: 1,
      me: "ok · 2 userinfo",
      one: "ok · 2 list",
      page: "50 ok · 51 list",
      set: "ok · 2 set · done",
      remove: "ok · 2 remove · done",
    },
    {
      weather: "429 with Retry-After: 1, always",
      fault: { status: 429, body, headers: { "retry-after": "1" } },
      me: "UPSTREAM_RATE_LIMITED with retryAfterMs · 3 userinfo",
      one: "UPSTREAM_RATE_LIMITED with retryAfterMs · 3 list",
      page: "50 UPSTREAM_RATE_LIMITED with retryAfterMs · 150 list",
      set: "UPSTREAM_RATE_LIMITED with retryAfterMs · 3 set · not done",
      remove: "UPSTREAM_RATE_LIMITED with retryAfterMs · 3 remove · not done",
    },
    {
      weather: "429 with Retry-After: 60, once",
      fault: { status: 429, body, headers: { "retry-after": "60" } },
      times: 1,
      ...refused,
      page: "31 ok, 19 UPSTREAM_RATE_LIMITED with retryAfterMs · 32 list",
    },
    {
      weather: "429 with Retry-After: 60, always",
      fault: { status: 429, body, headers: { "retry-after": "60" } },
      ...refused,
      page: "50 UPSTREAM_RATE_LIMITED with retryAfterMs · 32 list",
    },
    {
      weather: "429 for a page that is too large, once",
      fault: { status: 429, body: tooLarge },
      times: 1,
      me: "–",
      one: "ok · 2 list",
      page: "50 ok · 51 list",
      set: "–",
      remove: "–",
    },
    {
      weather: "429 for a page that is too large, always",
      fault: { status: 429, body: tooLarge },
      me: "–",
      one: "UPSTREAM_INVALID_RESPONSE · 4 list",
      page: "50 UPSTREAM_INVALID_RESPONSE · 200 list",
      set: "–",
      remove: "–",
    },
  ],
};
