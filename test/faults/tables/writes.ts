import type { Table } from "../row.js";

const message = 'ERROR: duplicate key value violates unique constraint "events2_pkey" (SQLSTATE 23505)';
const conflict = { status: 500, body: JSON.stringify({ code: "unknown", message }) };
const notRead = { me: "–", one: "–", page: "–" } as const;

export const writes: Table = {
  title: "Writes",
  rows: [
    {
      weather: "another write at the same moment (SQLSTATE 23505), once",
      fault: conflict,
      times: 1,
      ...notRead,
      set: "ok · 2 set · done",
      remove: "ok · 2 remove · done",
    },
    {
      weather: "another write at the same moment, three times",
      fault: conflict,
      times: 3,
      ...notRead,
      set: "ok · 4 set · done",
      remove: "ok · 4 remove · done",
    },
    {
      weather: "another write at the same moment, four times",
      fault: conflict,
      times: 4,
      ...notRead,
      set: "UPSTREAM_UNAVAILABLE · 4 set · not done",
      remove: "UPSTREAM_UNAVAILABLE · 4 remove · not done",
    },
    {
      weather: "done, then reset, once",
      fault: { dropResponse: "reset" },
      times: 1,
      ...notRead,
      set: "ok · 1 set, 1 list · done",
      remove: "ok · 1 remove, 1 list, 1 getUser · done",
    },
    {
      weather: "done, then reset, always",
      fault: { dropResponse: "reset" },
      ...notRead,
      set: "WRITE_OUTCOME_UNKNOWN · 1 set, 3 list · done",
      remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 3 list · done",
    },
    {
      weather: "done, then silence, once",
      fault: { dropResponse: "hang" },
      times: 1,
      ...notRead,
      set: "ok · 1 set, 1 list · done",
      remove: "ok · 1 remove, 1 list, 1 getUser · done",
    },
    {
      weather: "done, then silence, always",
      fault: { dropResponse: "hang" },
      ...notRead,
      set: "WRITE_OUTCOME_UNKNOWN · 1 set, 1 list · done",
      remove: "WRITE_OUTCOME_UNKNOWN · 1 remove, 1 list · done",
    },
  ],
};
