import type { Table } from "../row.js";

const html = { body: "<html><h1>Bad gateway</h1></html>", contentType: "text/html" } as const;

const gone = {
  me: "UPSTREAM_UNAVAILABLE · 3 userinfo",
  one: "UPSTREAM_UNAVAILABLE · 3 list",
  page: "50 UPSTREAM_UNAVAILABLE · 150 list",
  set: "WRITE_OUTCOME_UNKNOWN · 1 set, 3 list · not done",
  remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 3 list · not done",
} as const;

const passed = {
  me: "ok · 2 userinfo",
  one: "ok · 2 list",
  page: "50 ok · 51 list",
  set: "WRITE_OUTCOME_UNKNOWN · 1 set, 1 list · not done",
  remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 1 list · not done",
} as const;

export const servers: Table = {
  title: "Servers that fail, and proxies in their place",
  rows: [
    { weather: "502, once", fault: { status: 502 }, times: 1, ...passed },
    { weather: "502, always", fault: { status: 502 }, ...gone },
    { weather: "503 with a page of HTML, once", fault: { status: 503, ...html }, times: 1, ...passed },
    { weather: "503 with a page of HTML, always", fault: { status: 503, ...html }, ...gone },
    { weather: "504, once", fault: { status: 504 }, times: 1, ...passed },
    { weather: "504, always", fault: { status: 504 }, ...gone },
    {
      weather: "500 for an unknown reason, once",
      fault: { status: 500, body: '{"code":"internal","message":"An internal error occurred"}' },
      times: 1,
      me: "UPSTREAM_UNAVAILABLE · 1 userinfo",
      one: "UPSTREAM_UNAVAILABLE · 1 list",
      page: "49 ok, 1 UPSTREAM_UNAVAILABLE · 50 list",
      set: "WRITE_OUTCOME_UNKNOWN · 1 set, 1 list · not done",
      remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 1 list · not done",
    },
    {
      weather: "500 for an unknown reason, always",
      fault: { status: 500, body: '{"code":"internal","message":"An internal error occurred"}' },
      me: "UPSTREAM_UNAVAILABLE · 1 userinfo",
      one: "UPSTREAM_UNAVAILABLE · 1 list",
      page: "50 UPSTREAM_UNAVAILABLE · 50 list",
      set: "WRITE_OUTCOME_UNKNOWN · 1 set, 1 list · not done",
      remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 1 list · not done",
    },
    {
      weather: "503, though it was done, once",
      fault: { status: 503, afterCommit: true },
      times: 1,
      me: "–",
      one: "–",
      page: "–",
      set: "ok · 1 set, 1 list · done",
      remove: "ok · 1 remove, 1 list, 1 getUser · done",
    },
    {
      weather: "503, though it was done, always",
      fault: { status: 503, afterCommit: true },
      me: "–",
      one: "–",
      page: "–",
      set: "WRITE_OUTCOME_UNKNOWN · 1 set, 3 list · done",
      remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 3 list · done",
    },
  ],
};
