import type { FaultTable } from "../fault-scenario.js";

const html = { body: "<html><h1>Bad gateway</h1></html>", contentType: "text/html" } as const;

const always = {
  me: "UPSTREAM_UNAVAILABLE · 3 userinfo",
  one: "UPSTREAM_UNAVAILABLE · 3 list",
  page: "50 UPSTREAM_UNAVAILABLE · 150 list",
  set: "WRITE_OUTCOME_UNKNOWN · 1 set, 3 list · not stored",
  remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 3 list · not stored",
} as const;

const once = {
  me: "ok · 2 userinfo",
  one: "ok · 2 list",
  page: "50 ok · 51 list",
  set: "WRITE_OUTCOME_UNKNOWN · 1 set, 1 list · not stored",
  remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 1 list · not stored",
} as const;

export const serverErrors: FaultTable = {
  title: "Server and proxy errors",
  scenarios: [
    { name: "502, once", fault: { status: 502 }, times: 1, ...once },
    { name: "502, always", fault: { status: 502 }, ...always },
    { name: "503 with an HTML page, once", fault: { status: 503, ...html }, times: 1, ...once },
    { name: "503 with an HTML page, always", fault: { status: 503, ...html }, ...always },
    { name: "504, once", fault: { status: 504 }, times: 1, ...once },
    { name: "504, always", fault: { status: 504 }, ...always },
    {
      name: "500 with an unknown error, once",
      fault: { status: 500, body: '{"code":"internal","message":"An internal error occurred"}' },
      times: 1,
      me: "UPSTREAM_UNAVAILABLE · 1 userinfo",
      one: "UPSTREAM_UNAVAILABLE · 1 list",
      page: "49 ok, 1 UPSTREAM_UNAVAILABLE · 50 list",
      set: "WRITE_OUTCOME_UNKNOWN · 1 set, 1 list · not stored",
      remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 1 list · not stored",
    },
    {
      name: "500 with an unknown error, always",
      fault: { status: 500, body: '{"code":"internal","message":"An internal error occurred"}' },
      me: "UPSTREAM_UNAVAILABLE · 1 userinfo",
      one: "UPSTREAM_UNAVAILABLE · 1 list",
      page: "50 UPSTREAM_UNAVAILABLE · 50 list",
      set: "WRITE_OUTCOME_UNKNOWN · 1 set, 1 list · not stored",
      remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 1 list · not stored",
    },
    {
      name: "503 after the change was stored, once",
      fault: { status: 503, afterCommit: true },
      times: 1,
      me: "–",
      one: "–",
      page: "–",
      set: "ok · 1 set, 1 list · stored",
      remove: "ok · 1 remove, 1 list, 1 getUser · stored",
    },
    {
      name: "503 after the change was stored, always",
      fault: { status: 503, afterCommit: true },
      me: "–",
      one: "–",
      page: "–",
      set: "WRITE_OUTCOME_UNKNOWN · 1 set, 3 list · stored",
      remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 3 list · stored",
    },
  ],
};
