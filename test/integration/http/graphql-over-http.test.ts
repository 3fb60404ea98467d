import { type Audit, serverAudits } from "graphql-http";
import { describe, expect, it } from "vitest";
import { readCodes, readTable } from "../../support/docs-tables.js";
import { useTestEnv } from "../../support/test-env.js";

const deviations = readTable("GraphQL over HTTP", "errors").flatMap(([ids]) => readCodes(ids));

describe("the subgraph, audited by graphql-http", () => {
  const env = useTestEnv();
  const url = (): string => env.url;
  const audits = serverAudits({ url });

  /** The result of each audit that is not passed, by id. */
  async function failed(list: readonly Audit[]): Promise<Readonly<Record<string, string>>> {
    const failures: [string, string][] = [];
    for (const audit of list) {
      const result = await audit.fn();
      if (result.status !== "ok") failures.push([audit.id, `${result.status}: ${result.reason}`]);
    }
    return Object.fromEntries(failures);
  }

  it("passes all audits except those that docs/errors.md lists", async () => {
    expect(audits.length).toBeGreaterThan(60);
    expect(Object.keys(await failed(audits)).sort()).toEqual([...deviations].sort());
  });

  it("passes the audits of GET with a header that a page of another origin cannot send", async () => {
    const fetchFn = (address: string, init?: RequestInit): Promise<Response> => {
      const headers = new Headers(init?.headers);
      headers.set("apollo-require-preflight", "true");
      return fetch(address, { ...init, headers });
    };
    const gets = serverAudits({ url, fetchFn }).filter(({ id }) => ["5A70", "D6D5", "6A70"].includes(id));
    expect(gets).toHaveLength(3);
    expect(await failed(gets)).toEqual({});
  });
});
