import { beforeAll, describe, expect, it } from "vitest";
import { aboutForms } from "./about-forms.js";
import { aboutValues } from "./about-values.js";
import { type Answered, askPlainly, createOurs, type Question } from "./both-ways.js";

describe("operations written by hand", () => {
  let ours: (question: Question) => Promise<Answered>;
  beforeAll(async () => {
    ours = await createOurs();
  });

  it.each([...aboutForms, ...aboutValues])(
    "are answered as graphql-js answers them, the first time and later: %s",
    async (_, question) => {
      const expected = await askPlainly(question);
      const { told, ...first } = await ours(question);
      expect(first).toEqual(expected);
      for (let again = 0; again < 2; again++) expect(await ours(question)).toEqual({ ...first, told });
    },
  );
});
