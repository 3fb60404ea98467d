import { expect, it } from "vitest";
import { createQuery, type GraphqlResponse } from "../query.js";
import { useTestEnv } from "../test-env.js";
import { startContracts } from "./contracts-subgraph.js";
import type { StartGateway } from "./gateway.js";

/** Tests of a subgraph that refers to users by the second entity key, for every gateway. */
export function testSecondKey(startGateway: StartGateway): void {
  const env = useTestEnv({ SUBGRAPH_LOOKUP: "contractNumber:contract", ZITADEL_API_VERSION: "v2" });

  it("gets a page of 100 users with one search and one read per user", async () => {
    const numbers = Array.from({ length: 100 }, (_, n) => `page-${n}`);
    for (const contract of numbers) await env.addPerson({ metadata: { contract } });
    await using contracts = await startContracts(numbers);
    await using gateway = await startGateway({ contracts: contracts.url, metadata: env.url });
    env.takeCalls();
    const { data, errors } = await createQuery(gateway.url)(
      "{ contractHolders { contractNumber id metadata { key value } } }",
      { token: env.pat("manager") },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      contractHolders: numbers.map((value) => ({
        contractNumber: value,
        id: expect.any(String),
        metadata: [{ key: "contract", value }],
      })),
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, listUsers: 1, list: 100 });
  });

  it("gets null for a number that no user has", async () => {
    const { id } = await env.addPerson({ metadata: { contract: "known" } });
    await using contracts = await startContracts(["known", "unknown"]);
    await using gateway = await startGateway({ contracts: contracts.url, metadata: env.url });
    const query = (selection: string): Promise<GraphqlResponse> =>
      createQuery(gateway.url)(`{ contractHolders { ${selection} } }`, { token: env.pat("manager") });
    const { data, errors } = await query("metadata { value }");
    expect(errors).toEqual([]);
    expect(data).toEqual({ contractHolders: [{ metadata: [{ value: "known" }] }, { metadata: null }] });
    // The id is non-null.
    expect((await query("id")).data).toEqual({ contractHolders: [{ id }, null] });
  });
}
