import { beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../random.js";
import { type Answered, askPlainly, createOurs, plainSchema, type Question } from "./both-ways.js";
import { Generator } from "./generator.js";

/** How many operations there are of a seed. */
export const perSeed = 250;

export function expectGenerated(seeds: readonly number[]): void {
  describe("operations that nobody wrote", () => {
    let ours: (question: Question) => Promise<Answered>;
    beforeAll(async () => {
      ours = await createOurs();
    });

    it.each(seeds)(
      "are answered as graphql-js answers them, the first time and later (seed %i)",
      async (seed) => {
        const generator = new Generator(plainSchema, createRandom(seed));
        let asked = 0;
        for (let n = 0; n < perSeed; n++) {
          const question = generator.next();
          const expected = await askPlainly(question);
          if (expected === undefined) continue;
          asked++;
          const { told, ...first } = await ours(question);
          expect({ question, ...first }).toEqual({ question, ...expected });
          for (let again = 0; again < 2; again++) {
            expect({ question, ...(await ours(question)) }).toEqual({ question, ...expected, told });
          }
        }
        expect(asked).toBeGreaterThan(perSeed * 0.8);
      },
    );
  });
}
