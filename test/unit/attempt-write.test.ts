import { expect, it } from "vitest";
import type { AuditedWrite } from "../../src/graphql/context/audit.js";
import { attemptWrite } from "../../src/graphql/resolvers/attempt-write.js";
import { createTestContext } from "../property/differential/execute-both.js";

const attempt = { action: "set", userId: "a user", keys: ["a"] } as const;
const noProblems = { problems: [] };

it.each([
  ["while it parses the input", { step: "parse", credential: undefined }],
  ["after the write was sent", { step: "write", credential: "service" }],
] as const)("audits a bug %s once", async (_, { step, credential }) => {
  const audited: AuditedWrite[] = [];
  const context = {
    ...createTestContext({ query: "" }),
    audit: (write: AuditedWrite) => audited.push(write),
  };
  const bug = new TypeError("a bug");
  const result = attemptWrite(context, attempt, {
    parse() {
      if (step === "parse") throw bug;
      return noProblems;
    },
    write(_parsed, _context, onSend) {
      onSend("service");
      return Promise.reject(bug);
    },
  });
  await expect(result).rejects.toBe(bug);
  expect(audited).toEqual([
    {
      ...attempt,
      requestId: "request",
      caller: expect.objectContaining({ id: "caller" }),
      credential,
      outcome: "INTERNAL_SERVER_ERROR",
    },
  ]);
});
