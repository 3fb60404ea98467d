import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { otherLinesOf, readMetrics } from "../../support/observability.js";
import { readSdl } from "../../support/query.js";
import { useTestEnv } from "../../support/test-env.js";
import { exampleSchema } from "../../integration/typed-keys/schemas.js";
import { createRandom } from "../random.js";
import { NearlyValidOperations } from "./nearly-valid-operations.js";

const error = 50;

/** Sends this number of operations for each seed. */
export function describeClientInput(seeds: readonly number[], operationsPerSeed: number): void {
  describe("the subgraph, for nearly valid operations", () => {
    const env = useTestEnv({
      SUBGRAPH_SEARCH: "true",
      SUBGRAPH_LOOKUP: "contractNumber:contract",
      METADATA_SCHEMA: exampleSchema,
    });

    async function countBugs(): Promise<number> {
      const samples = [...(await readMetrics(env))];
      return samples
        .filter(
          ([name]) =>
            name.startsWith("user_metadata_operations_total") && name.includes("INTERNAL_SERVER_ERROR"),
        )
        .reduce((sum, [, count]) => sum + count, 0);
    }

    it.each(seeds)("returns no internal error, whatever the variables (seed %i)", async (seed) => {
      const random = createRandom(seed);
      const person = await env.addPerson();
      const tokens = [await env.login(person.name), env.pat("manager")];
      const schema = buildSubgraphSchema(parse(await readSdl(env.url)));
      const operations = new NearlyValidOperations(schema, random, [
        person.id,
        env.zitadel.directory.user("road-runner"),
        "1",
      ]);
      const codes = new Set<string>();
      for (let n = 0; n < operationsPerSeed; n++) {
        const operation = operations.next();
        const token = random.chance(0.3) ? undefined : random.one(tokens);
        // The second execution finds the operation in caches.
        for (let execution = 1; execution <= 2; execution++) {
          const logged = env.log.length;
          const response = await env.query(operation.query, { token, variables: operation.variables });
          const errorLines = otherLinesOf({ log: env.log.slice(logged) }).filter(
            ({ level }) => level >= error,
          );
          const isBug = response.codes.includes("INTERNAL_SERVER_ERROR") || response.status >= 500;
          const message = JSON.stringify({ seed, n, execution, token, ...operation });
          expect({ isBug, errorLines }, message).toEqual({ isBug: false, errorLines: [] });
          for (const code of response.codes) codes.add(code);
        }
      }
      expect(await countBugs()).toBe(0);
      // The operations reach the limits, the resolvers and ZITADEL.
      expect([...codes]).toEqual(
        expect.arrayContaining(["BAD_USER_INPUT", "FORBIDDEN", "REQUEST_TOO_LARGE", "UNAUTHENTICATED"]),
      );
    });
  });
}
