import { readFileSync } from "node:fs";
import { type DocumentNode, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { accountsSdl } from "../../support/supergraph/accounts-schema.js";
import { readSdl } from "../../support/query.js";
import { startTestEnv } from "../../support/test-env.js";
import { composers } from "./composers.js";
import { contract, sharedCoordinates } from "./contract.js";
import { difference, missing } from "./difference.js";
import { elementsOf } from "./elements.js";
import { typeDefsOf } from "./type-defs-of.js";

const profiles = [
  { root: "me,user", accountsFields: [] },
  { root: "me", accountsFields: ["user"] },
  { root: "user", accountsFields: ["me"] },
  { root: "none", accountsFields: ["me", "user"] },
] as const;

const federationDocument = readFileSync(new URL("../../../docs/federation.md", import.meta.url), "utf8");
const accounts = parse(accountsSdl([]));
const metadata = typeDefsOf();

const rootFields = [
  "Mutation.deleteUserMetadata",
  "Mutation.setUserMetadata",
  "Mutation.updateUserMetadata",
  "Query.me",
  "Query.reasonForAbsence",
  "Query.user",
  "Query.users",
];

describe.each(composers)("a supergraph by %s", (_, compose) => {
  for (const { root, accountsFields } of profiles) {
    it(`composes with SUBGRAPH_ROOT_FIELDS=${root} and the other root fields in accounts`, () => {
      const { errors, hints, api } = compose({
        accounts: parse(accountsSdl(accountsFields)),
        metadata: typeDefsOf({ SUBGRAPH_ROOT_FIELDS: root }),
      });
      expect(errors).toEqual([]);
      expect(hints).toEqual([]);
      expect(rootFieldsOf(api)).toEqual(rootFields);
    });

    it(`composes from the _service field of a server with SUBGRAPH_ROOT_FIELDS=${root} and no introspection`, async () => {
      await using env = await startTestEnv({ SUBGRAPH_ROOT_FIELDS: root, GRAPHQL_INTROSPECTION: "false" });
      const { errors, hints, api } = compose({
        accounts: parse(accountsSdl(accountsFields)),
        metadata: parse(await readSdl(env.url)),
      });
      expect(errors).toEqual([]);
      expect(hints).toEqual([]);
      expect(rootFieldsOf(api)).toEqual(rootFields);
    });
  }

  it.each(["me", "user"] as const)(
    "rejects two subgraphs with the root field %s, and names the field",
    (field) => {
      const { errors } = compose({ accounts: parse(accountsSdl([field])), metadata });
      expect(errors.map(({ code }) => code)).toEqual(["INVALID_FIELD_SHARING"]);
      expect(errors[0]?.message).toContain(`"Query.${field}"`);
    },
  );

  it("preserves everything that other subgraphs declare, including shared types", () => {
    const alone = compose({ accounts });
    // Composers resolve contradictions in favor of the subgraph whose name sorts first.
    const together = compose({ accounts, "a-name-before-accounts": metadata });
    expect(missing(alone.api, together.api)).toEqual([]);
    expect(missing(alone.supergraph, together.supergraph)).toEqual([]);
  });

  it("composes with a subgraph whose fields require metadata, as in docs/federation.md", () => {
    const [, section = ""] = federationDocument.split("\n## Fields that depend on metadata\n");
    const [, sdl = ""] = /^```graphql\n([^`]+)/m.exec(section) ?? [];
    const link =
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@requires", "@external"])';
    const { errors, hints, api } = compose({ accounts, metadata, discounts: parse(`${link} ${sdl}`) });
    expect([errors, hints]).toEqual([[], []]);
    expect(elementsOf(api).map(({ line }) => line)).toContain("User.discount: Int");
  });

  it("includes everything that only this subgraph declares", () => {
    const { api } = compose({ accounts, metadata });
    const ownElements = contract.filter(({ coordinate }) => !sharedCoordinates.has(coordinate));
    expect(difference(ownElements, elementsOf(api))).toEqual([]);
  });
});

function rootFieldsOf(schema: DocumentNode): readonly string[] {
  return elementsOf(schema)
    .filter(({ kind, coordinate }) => kind === "field" && /^(Query|Mutation)\./.test(coordinate))
    .map(({ coordinate }) => coordinate)
    .sort();
}
