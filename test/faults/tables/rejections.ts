import type { FaultTable } from "../fault-scenario.js";

const noMembership =
  '{"code":"not_found","message":"membership not found","details":[{"debug":{"id":"AUTHZ-cdgFk"}}]}';
const denied = '{"code":"permission_denied","message":"No matching permissions found"}';
const notFound = { status: 404, body: '{"code":5,"message":"Not Found"}' } as const;
/** An error of the APIs and also of the OIDC endpoints: the fault affects calls to both. */
const unauthenticated = '{"code":"unauthenticated","message":"auth header missing","error":"access_denied"}';

/** ZITADEL's userinfo never responds with errors of the APIs. */
const forbidden = {
  me: "–",
  one: "FORBIDDEN · 1 list",
  set: "FORBIDDEN · 1 set · not stored",
  remove: "FORBIDDEN · 1 remove · not stored",
} as const;

export const rejections: FaultTable = {
  title: "Rejections",
  scenarios: [
    {
      name: "403, once",
      fault: { status: 403, body: denied },
      times: 1,
      ...forbidden,
      page: "49 ok, 1 FORBIDDEN · 50 list",
    },
    {
      name: "403, always",
      fault: { status: 403, body: denied },
      ...forbidden,
      page: "50 FORBIDDEN · 50 list",
    },
    {
      name: "404 AUTHZ-cdgFk, once",
      fault: { status: 404, body: noMembership },
      times: 1,
      ...forbidden,
      page: "49 ok, 1 FORBIDDEN · 50 list",
    },
    {
      name: "404 AUTHZ-cdgFk, always",
      fault: { status: 404, body: noMembership },
      ...forbidden,
      page: "50 FORBIDDEN · 50 list",
    },
    {
      name: "404 without an error id, once",
      fault: notFound,
      times: 1,
      me: "–",
      one: "MISCONFIGURED · 2 list",
      page: "49 ok, 1 MISCONFIGURED · 51 list",
      set: "MISCONFIGURED · 1 set, 1 list · not stored",
      remove: "MISCONFIGURED · 1 remove, 1 list · not stored",
    },
    {
      name: "401, once",
      fault: { status: 401, body: unauthenticated },
      times: 1,
      me: "UNAUTHENTICATED · 1 userinfo",
      one: "INSUFFICIENT_SCOPE · 1 userinfo, 1 list",
      page: "49 ok, 1 INSUFFICIENT_SCOPE · 1 userinfo, 50 list",
      set: "INSUFFICIENT_SCOPE · 1 userinfo, 1 set · not stored",
      remove: "INSUFFICIENT_SCOPE · 1 userinfo, 1 remove · not stored",
    },
    {
      name: "401, always",
      fault: { status: 401, body: unauthenticated },
      me: "UNAUTHENTICATED · 1 userinfo",
      one: "UNAUTHENTICATED · 1 userinfo, 1 list",
      page: "50 UNAUTHENTICATED · 1 userinfo, 50 list",
      set: "UNAUTHENTICATED · 1 userinfo, 1 set · not stored",
      remove: "UNAUTHENTICATED · 1 userinfo, 1 remove · not stored",
    },
  ],
};
