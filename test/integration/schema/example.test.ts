import { readFile } from "node:fs/promises";
import { composeServices } from "@theguild/federation-composition";
import { type DocumentNode, parse, print } from "graphql";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { composers } from "./composers.js";
import { typeDefsOf } from "./type-defs-of.js";

const read = (file: string): Promise<string> =>
  readFile(new URL(`../../../examples/supergraph/${file}`, import.meta.url), "utf8");
const subgraph = z.object({ routing_url: z.string(), schema: z.object({ file: z.string() }) });
const graph = z.object({ subgraphs: z.record(z.string(), subgraph) });
const cosmoGraph = z.object({ subgraphs: z.array(subgraph.extend({ name: z.string() })) });

describe("examples/supergraph", () => {
  it("contains the schema of the metadata subgraph with search, a second key and typed keys", async () => {
    const variables = {
      SUBGRAPH_ROOT_FIELDS: "none",
      SUBGRAPH_SEARCH: "true",
      SUBGRAPH_LOOKUP: "contractNumber:contract",
      REPLICA: "memory",
      ZITADEL_SERVICE_USER_TOKEN: "token",
      METADATA_SCHEMA: await read("metadata-schema.json"),
    };
    expect(await read("metadata.graphql"), "run: npm run schema in examples/supergraph").toBe(
      `${print(typeDefsOf(variables))}\n`,
    );
  });

  it("contains the supergraph composed from its subgraphs", async () => {
    const { subgraphs } = graph.parse(parseYaml(await read("supergraph.yaml")));
    const services = Object.entries(subgraphs).map(async ([name, { routing_url: url, schema }]) => ({
      name,
      url,
      typeDefs: parse(await read(schema.file)),
    }));
    const { supergraphSdl, errors } = composeServices(await Promise.all(services));
    expect(errors).toBeUndefined();
    expect(await read("supergraph.graphql"), "run: npm run compose in examples/supergraph").toBe(
      `${supergraphSdl?.trim() ?? ""}\n`,
    );
  });

  it.each(composers)("composes by %s without hints", async (_, compose) => {
    const parsed = async (file: string): Promise<DocumentNode> => parse(await read(file));
    const { errors, hints } = compose({
      accounts: await parsed("accounts/schema.graphql"),
      orders: await parsed("orders/schema.graphql"),
      metadata: await parsed("metadata.graphql"),
    });
    expect([errors, hints]).toEqual([[], []]);
  });

  it("lists the same subgraphs for Cosmo's composer as for the others", async () => {
    const { subgraphs } = graph.parse(parseYaml(await read("supergraph.yaml")));
    const cosmoSubgraphs = cosmoGraph.parse(parseYaml(await read("routers/cosmo-graph.yaml"))).subgraphs;
    expect(
      cosmoSubgraphs.map((it) => ({ ...it, schema: { file: it.schema.file.replace("../", "./") } })),
    ).toEqual(Object.entries(subgraphs).map(([name, it]) => ({ name, ...it })));
  });
});
