import type { FaultTable } from "../fault-scenario.js";

const once = {
  me: "UPSTREAM_INVALID_RESPONSE · 1 userinfo",
  one: "UPSTREAM_INVALID_RESPONSE · 1 list",
  page: "49 ok, 1 UPSTREAM_INVALID_RESPONSE · 50 list",
  set: "WRITE_OUTCOME_UNKNOWN · 1 set, 1 list · not stored",
  remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 1 list · not stored",
} as const;
const always = { ...once, page: "50 UPSTREAM_INVALID_RESPONSE · 50 list" } as const;

const html = { status: 200, body: "<html><h1>Sign in</h1></html>", contentType: "text/html" } as const;
const unexpected = { status: 200, body: "[]" } as const;
const redirect = { redirect: "http://localhost:1/sign-in" } as const;

export const invalidResponses: FaultTable = {
  title: "Invalid responses",
  scenarios: [
    { name: "200 with an HTML page, once", fault: html, times: 1, ...once },
    { name: "200 with an HTML page, always", fault: html, ...always },
    { name: "200 with unexpected JSON, once", fault: unexpected, times: 1, ...once },
    { name: "200 with unexpected JSON, always", fault: unexpected, ...always },
    { name: "redirect, once", fault: redirect, times: 1, ...once },
    { name: "redirect, always", fault: redirect, ...always },
  ],
};
