import type { FaultTable } from "../fault-scenario.js";

const message = 'ERROR: duplicate key value violates unique constraint "events2_pkey" (SQLSTATE 23505)';
const conflict = { status: 500, body: JSON.stringify({ code: "unknown", message }) };
const notRead = { me: "–", one: "–", page: "–" } as const;

export const writes: FaultTable = {
  title: "Concurrent and lost writes",
  scenarios: [
    {
      name: "concurrent write (500 with SQLSTATE 23505), once",
      fault: conflict,
      times: 1,
      ...notRead,
      set: "ok · 2 set · stored",
      remove: "ok · 2 remove · stored",
    },
    {
      name: "concurrent write, three times",
      fault: conflict,
      times: 3,
      ...notRead,
      set: "ok · 4 set · stored",
      remove: "ok · 4 remove · stored",
    },
    {
      name: "concurrent write, four times",
      fault: conflict,
      times: 4,
      ...notRead,
      set: "UPSTREAM_UNAVAILABLE · 4 set · not stored",
      remove: "UPSTREAM_UNAVAILABLE · 4 remove · not stored",
    },
    {
      name: "stored, then connection reset, once",
      fault: { dropResponse: "reset" },
      times: 1,
      ...notRead,
      set: "ok · 1 set, 1 list · stored",
      remove: "ok · 1 remove, 1 list, 1 getUser · stored",
    },
    {
      name: "stored, then connection reset, always",
      fault: { dropResponse: "reset" },
      ...notRead,
      set: "WRITE_OUTCOME_UNKNOWN · 1 set, 3 list · stored",
      remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 3 list · stored",
    },
    {
      name: "stored, then no response, once",
      fault: { dropResponse: "hang" },
      times: 1,
      ...notRead,
      set: "ok · 1 set, 1 list · stored",
      remove: "ok · 1 remove, 1 list, 1 getUser · stored",
    },
    {
      name: "stored, then no response, always",
      fault: { dropResponse: "hang" },
      ...notRead,
      set: "WRITE_OUTCOME_UNKNOWN · 1 set, 1 list · stored",
      remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 1 list · stored",
    },
  ],
};
