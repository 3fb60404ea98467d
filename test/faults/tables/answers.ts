import type { Table } from "../row.js";

const once = {
  me: "UPSTREAM_INVALID_RESPONSE · 1 userinfo",
  one: "UPSTREAM_INVALID_RESPONSE · 1 list",
  page: "49 ok, 1 UPSTREAM_INVALID_RESPONSE · 50 list",
  set: "WRITE_OUTCOME_UNKNOWN · 1 set, 1 list · not done",
  remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 1 list · not done",
} as const;
const always = { ...once, page: "50 UPSTREAM_INVALID_RESPONSE · 50 list" } as const;

const html = { status: 200, body: "<html><h1>Sign in</h1></html>", contentType: "text/html" } as const;
const wrong = { status: 200, body: "[]" } as const;
const redirect = { redirect: "http://localhost:1/sign-in" } as const;

export const answers: Table = {
  title: "Answers that are none",
  rows: [
    { weather: "200 with a page of HTML, once", fault: html, times: 1, ...once },
    { weather: "200 with a page of HTML, always", fault: html, ...always },
    { weather: "200 with other JSON, once", fault: wrong, times: 1, ...once },
    { weather: "200 with other JSON, always", fault: wrong, ...always },
    { weather: "a redirect, once", fault: redirect, times: 1, ...once },
    { weather: "a redirect, always", fault: redirect, ...always },
  ],
};
