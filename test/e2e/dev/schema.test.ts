import { parse } from "graphql";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type CommandResult, startCommand } from "../../../packages/zitadel-emulator/test/cli/command.js";

const checkout = fileURLToPath(new URL("../../../", import.meta.url));
/** What `npm run -s cli -- schema` runs: npm itself takes as long again. */
const schemaCommand = "node --import tsx src/commands/print-schema.ts";
const printSchema = async (env: string): Promise<CommandResult> =>
  startCommand(`env ${env} ${schemaCommand}`, checkout).exited;

describe("npm run -s cli -- schema", () => {
  it.concurrent("prints the whole contract with its descriptions", async () => {
    const { code, stdout, stderr } = await startCommand("npm run -s cli -- schema", checkout).exited;
    expect([code, stderr]).toEqual([0, ""]);
    const contract = await readFile(new URL("../../../schema.graphql", import.meta.url), "utf8");
    expect(parse(stdout, { noLocation: true })).toEqual(parse(contract, { noLocation: true }));
  });

  it.concurrent("leaves out what the configuration leaves out", async () => {
    const { stdout } = await printSchema("SUBGRAPH_ROOT_FIELDS=user");
    expect(stdout).toMatch(/type Query \{[^}]*user\(/);
    expect(stdout).not.toContain("me: User");
    expect((await printSchema("SUBGRAPH_ROOT_FIELDS=none")).stdout).not.toContain("type Query");
  });

  it.concurrent("has the users' type and key under the names that the graph has for them", async () => {
    const { stdout } = await printSchema("SUBGRAPH_USER_KEY=Account.zitadelId:String");
    expect(stdout).toMatch(/type Account @key\(fields: "zitadelId"\) \{\s*zitadelId: String!/);
    expect(stdout).toMatch(/\buser: Account$/m);
    expect(stdout).not.toMatch(/\bUser\b(?! )/);
  });

  it.concurrent("has directives once they are asked for, and the version that knows them", async () => {
    const { stdout } = await printSchema("SUBGRAPH_DIRECTIVES=authenticated,cost");
    expect(stdout).toMatch(/^extend schema @link\(url: "https:\/\/specs.apollo.dev\/federation\/v2.9"/);
    expect(stdout).toContain("): User @authenticated @cost(weight: 10)");
    expect(stdout).toMatch(/^ {2}me: User$/m);
  });

  it.concurrent("refuses wrong values", async () => {
    const { code, stdout, stderr } = await printSchema(
      "SUBGRAPH_ROOT_FIELDS=you SUBGRAPH_USER_KEY=User SUBGRAPH_DIRECTIVES=tag",
    );
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain('SUBGRAPH_USER_KEY: invalid value "User"; expected TYPE.FIELD');
    expect(stderr).toContain(
      'SUBGRAPH_DIRECTIVES: invalid value "tag"; expected a comma-separated list of authenticated, cost, without duplicates',
    );
    expect(stderr).toContain(
      'SUBGRAPH_ROOT_FIELDS: invalid value "you"; expected none, or a comma-separated list of me, user',
    );
  });
});
