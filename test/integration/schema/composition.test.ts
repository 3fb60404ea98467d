import { type DocumentNode, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { accountsSdl } from "../../support/accounts-schema.js";
import { readSdl } from "../../support/read-sdl.js";
import { startTestEnv } from "../../support/test-env.js";
import { composers } from "./composers.js";
import { contract, sharedCoordinates } from "./contract.js";
import { difference, missing } from "./difference.js";
import { elementsOf } from "./elements.js";
import { typeDefsOf } from "./type-defs-of.js";

const profiles = [
  { root: "me,user", theirs: [] },
  { root: "me", theirs: ["user"] },
  { root: "user", theirs: ["me"] },
  { root: "none", theirs: ["me", "user"] },
] as const;

const accounts = parse(accountsSdl([]));
const metadata = typeDefsOf();

const rootFields = [
  "Mutation.deleteUserMetadata",
  "Mutation.setUserMetadata",
  "Query.me",
  "Query.reasonForAbsence",
  "Query.user",
  "Query.users",
];

describe.each(composers)("a supergraph by %s", (_, compose) => {
  for (const { root, theirs } of profiles) {
    it(`takes our schema with the root fields ${root} beside one that has the others`, () => {
      const { errors, hints, api } = compose({
        accounts: parse(accountsSdl(theirs)),
        metadata: typeDefsOf({ SUBGRAPH_ROOT_FIELDS: root }),
      });
      expect(errors).toEqual([]);
      expect(hints).toEqual([]);
      expect(rootFieldsOf(api)).toEqual(rootFields);
    });

    it(`takes what a server with SUBGRAPH_ROOT_FIELDS=${root} and without introspection says of itself`, async () => {
      await using env = await startTestEnv({ SUBGRAPH_ROOT_FIELDS: root, GRAPHQL_INTROSPECTION: "false" });
      const { errors, hints, api } = compose({
        accounts: parse(accountsSdl(theirs)),
        metadata: parse(await readSdl(env.url)),
      });
      expect(errors).toEqual([]);
      expect(hints).toEqual([]);
      expect(rootFieldsOf(api)).toEqual(rootFields);
    });
  }

  it.each(["me", "user"] as const)("refuses two that have %s, and names the field", (field) => {
    const { errors } = compose({ accounts: parse(accountsSdl([field])), metadata });
    expect(errors.map(({ code }) => code)).toEqual(["INVALID_FIELD_SHARING"]);
    expect(errors[0]?.message).toContain(`"Query.${field}"`);
  });

  it("leaves all that others say of their types as it was, the ones that we have, too, among them", () => {
    const alone = compose({ accounts });
    // Where two contradict each other, composers take the one that is first by name.
    const together = compose({ accounts, "a-name-before-accounts": metadata });
    expect(missing(alone.api, together.api)).toEqual([]);
    expect(missing(alone.supergraph, together.supergraph)).toEqual([]);
  });

  it("has all that we say of ours", () => {
    const { api } = compose({ accounts, metadata });
    const ours = contract.filter(({ coordinate }) => !sharedCoordinates.has(coordinate));
    expect(difference(ours, elementsOf(api))).toEqual([]);
  });
});

function rootFieldsOf(schema: DocumentNode): readonly string[] {
  return elementsOf(schema)
    .filter(({ kind, coordinate }) => kind === "field" && /^(Query|Mutation)\./.test(coordinate))
    .map(({ coordinate }) => coordinate)
    .sort();
}
