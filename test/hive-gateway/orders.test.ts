import { beforeAll, describe, expect, it } from "vitest";
import { createQuery } from "../support/query.js";
import { startGateway } from "../support/supergraph/gateway.js";
import { startHiveGateway } from "../support/supergraph/start-hive-gateway.js";
import { startOrders } from "../support/supergraph/start-orders.js";
import { useTestEnv } from "../support/test-env.js";

const query = `{ orders(first: 100) { id total customer { id metadata { key value } } } }`;

const order = (contractNumber: string, n: number): object => ({
  id: `A-${n}`,
  date: "2026-11-28",
  item: "Anvil",
  total: n,
  contractNumber,
});

describe.each([
  ["Apollo's gateway", startGateway],
  ["Hive Gateway", startHiveGateway],
])("the example subgraph orders through %s", (_, start) => {
  const env = useTestEnv({ SUBGRAPH_LOOKUP: "contractNumber:contract", ZITADEL_API_VERSION: "v2" });
  beforeAll(() => {
    env.emulator.addUser("supporter", {
      organization: "acme",
      role: { role: "ORG_USER_MANAGER", in: "organization" },
      grants: { shop: ["support"] },
    });
  });

  it("gets the customers of 100 orders with one search and one read per customer", async () => {
    const contracts = Array.from({ length: 100 }, (_value, n) => `orders-${n}`);
    for (const contract of contracts) await env.addPerson({ metadata: { contract } });
    await using orders = await startOrders(env.zitadel.issuer, contracts.map(order));
    await using gateway = await start({ orders: orders.url, metadata: env.url });
    const token = await env.login("supporter");
    env.takeCalls();
    const { data, errors } = await createQuery(gateway.url)(query, { token });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      orders: contracts.map((value, n) => ({
        id: `A-${n}`,
        total: n,
        customer: { id: expect.any(String), metadata: [{ key: "contract", value }] },
      })),
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, listUsers: 1, list: 100 });
  });

  it("reads a customer with several orders once, and returns null for an unknown one", async () => {
    const { id } = await env.addPerson({ metadata: { contract: "twice" } });
    const numbers = ["twice", "unknown", "twice"];
    await using orders = await startOrders(env.zitadel.issuer, numbers.map(order));
    await using gateway = await start({ orders: orders.url, metadata: env.url });
    const token = await env.login("supporter");
    env.takeCalls();
    // Hive Gateway also reports an error for the non-null id of the unknown customer.
    const { data } = await createQuery(gateway.url)("{ orders { contractNumber customer { id } } }", {
      token,
    });
    expect(data).toEqual({
      orders: [
        { contractNumber: "twice", customer: { id } },
        { contractNumber: "unknown", customer: null },
        { contractNumber: "twice", customer: { id } },
      ],
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, listUsers: 1, list: 1 });
  });

  it("returns orders to the role support only", async () => {
    await using orders = await startOrders(env.zitadel.issuer, [order("1", 1)]);
    await using gateway = await start({ orders: orders.url, metadata: env.url });
    const { name } = await env.addPerson();
    const send = createQuery(gateway.url);
    expect(await send(query, { token: await env.login(name) })).toMatchObject({
      data: { orders: null },
      codes: ["FORBIDDEN"],
    });
    expect(await send(query)).toMatchObject({ data: { orders: null }, codes: ["UNAUTHENTICATED"] });
  });
});
