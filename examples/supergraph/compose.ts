/** `npm run compose`: composes supergraph.graphql from supergraph.yaml, with an MIT-licensed composer. */
import { readFile, writeFile } from "node:fs/promises";
import { composeServices } from "@theguild/federation-composition";
import { parse } from "graphql";
import { parse as parseYaml } from "yaml";
import { z } from "zod";

const subgraph = z.object({ routing_url: z.url(), schema: z.object({ file: z.string() }) });
const composition = z.object({ subgraphs: z.record(z.string(), subgraph) });

const here = new URL("./", import.meta.url);
const read = (file: string): Promise<string> => readFile(new URL(file, here), "utf8");

const { subgraphs } = composition.parse(parseYaml(await read("supergraph.yaml")));
const services = Object.entries(subgraphs).map(async ([name, { routing_url: url, schema }]) => ({
  name,
  url,
  typeDefs: parse(await read(schema.file)),
}));
const composed = composeServices(await Promise.all(services));
if (composed.errors === undefined) {
  await writeFile(new URL("supergraph.graphql", here), `${composed.supergraphSdl.trim()}\n`);
} else {
  const messages = composed.errors.map(({ message }) => `- ${message}`).join("\n");
  process.stderr.write(`Composition failed:\n${messages}\n`);
  process.exitCode = 1;
}
