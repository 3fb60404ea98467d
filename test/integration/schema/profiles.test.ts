import { type DocumentNode, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { accountsSdl } from "../../support/supergraph/accounts-schema.js";
import { type Composition, composers } from "./composers.js";
import { missing } from "./difference.js";
import { elementsOf } from "./elements.js";
import { documentedGraphs, otherGraphs } from "./graphs.js";
import { typeDefsOf } from "./type-defs-of.js";

describe.each(composers)("a supergraph by %s", (_, compose) => {
  /** Compositions without this subgraph, which do not depend on its settings: one per accounts schema. */
  const composed = new Map<string, { accounts: DocumentNode; alone: Composition }>();
  const composedAlone = (sdl: string): { accounts: DocumentNode; alone: Composition } => {
    const accounts = parse(sdl);
    const composition = composed.get(sdl) ?? { accounts, alone: compose({ accounts }) };
    composed.set(sdl, composition);
    return composition;
  };

  it.each([...documentedGraphs, ...otherGraphs])(
    "extends a graph without changing it: $name",
    ({ accounts, variables }) => {
      const alone = compose({ accounts });
      expect(alone.errors).toEqual([]);
      const together = compose({ accounts, "a-name-before-accounts": typeDefsOf(variables) });
      expect(together.errors).toEqual([]);
      expect(together.hints).toEqual([]);
      expect(missing(alone.api, together.api)).toEqual([]);
      expect(missing(alone.supergraph, together.supergraph)).toEqual([]);
      const [type = "User"] = variables["SUBGRAPH_USER_KEY"]?.split(".") ?? [];
      const prefix = variables["SUBGRAPH_NAME_PREFIX"];
      expect(fieldsOf(together.api)).toContain(
        `${type}.${prefix === undefined ? "metadata" : `${prefix}Metadata`}`,
      );
    },
  );

  it("does not compose without the setting if a root field or the key's type conflicts", () => {
    const codes = documentedGraphs.map(({ name, accounts }) => {
      const { errors } = compose({ accounts, metadata: typeDefsOf() });
      return [name, [...new Set(errors.map(({ code }) => code))].sort()];
    });
    expect(Object.fromEntries(codes)).toEqual({
      "nothing to set": [],
      "SUBGRAPH_ROOT_FIELDS=user": ["INVALID_FIELD_SHARING"],
      "SUBGRAPH_ROOT_FIELDS=me": ["INVALID_FIELD_SHARING"],
      // These compose, but are wrong: two types of users, or ids unknown to ZITADEL.
      "SUBGRAPH_USER_KEY=Account.id": [],
      "SUBGRAPH_USER_KEY=User.zitadelId": [],
      "SUBGRAPH_USER_KEY=User.id:String": ["FIELD_TYPE_MISMATCH"],
      "SUBGRAPH_USER_KEY=User.id:UUID": ["FIELD_TYPE_MISMATCH"],
      "SUBGRAPH_DIRECTIVES=interfaceObject": ["TYPE_KIND_MISMATCH"],
      "SUBGRAPH_NAME_PREFIX=zitadel": [
        "FIELD_TYPE_MISMATCH",
        "INVALID_FIELD_SHARING",
        "REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH",
      ],
    });
  });

  it("keeps the key nullable if accounts has users that are not in ZITADEL", () => {
    const accounts = parse(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
      type User @key(fields: "id") @key(fields: "zitadelId") { id: ID! zitadelId: ID }
      type Query { users: [User!]! }`);
    const { errors, api } = compose({
      accounts,
      metadata: typeDefsOf({ SUBGRAPH_USER_KEY: "User.zitadelId" }),
    });
    expect(errors).toEqual([]);
    expect(elementsOf(api).map(({ line }) => line)).toContain("User.zitadelId: ID");
  });

  it.each(combinations())("does not change accounts with $root, $user, $directives", (profile) => {
    const { root, user, directives, type, key, keyType } = profile;
    const accountsFields = (["me", "user"] as const).filter((field) => !root.split(",").includes(field));
    const { accounts, alone } = composedAlone(accountsSdl(accountsFields, { type, key, keyType }));
    const together = compose({
      accounts,
      "a-name-before-accounts": typeDefsOf({
        SUBGRAPH_ROOT_FIELDS: root,
        SUBGRAPH_USER_KEY: user,
        SUBGRAPH_DIRECTIVES: directives,
      }),
    });
    expect(together.errors).toEqual([]);
    expect(together.hints).toEqual([]);
    expect(missing(alone.api, together.api)).toEqual([]);
    expect(missing(alone.supergraph, together.supergraph)).toEqual([]);
    expect(fieldsOf(together.api)).toEqual(
      expect.arrayContaining(["Query.me", "Query.user", `${type}.metadata`]),
    );
  });
});

describe("the schema", () => {
  it("equals the default schema if the defaults are set explicitly", () => {
    const variables = {
      SUBGRAPH_ROOT_FIELDS: "me,user",
      SUBGRAPH_USER_KEY: "User.id:ID",
      SUBGRAPH_DIRECTIVES: "",
    };
    expect(elementsOf(typeDefsOf(variables))).toEqual(elementsOf(typeDefsOf()));
  });

  it("renames only the type and key of users with SUBGRAPH_USER_KEY", () => {
    const renamed = elementsOf(typeDefsOf({ SUBGRAPH_USER_KEY: "Account.zitadelId:String" }));
    const lines = renamed.map(({ line }) => line);
    const before = elementsOf(typeDefsOf()).map(({ line }) => line);
    expect(lines.filter((line) => !before.includes(line))).toEqual([
      "Query.me: Account",
      "Query.user: Account",
      "Account",
      "Account.zitadelId: String!",
      "Account.metadata: [UserMetadataEntry!]",
      "Account.metadata(filter:): UserMetadataFilter",
      "Account.metadata(offset:): Int! = 0",
      "Account.metadata(limit:): Int",
      "Account.metadataEntry: UserMetadataEntry",
      "Account.metadataEntry(key:): String!",
      "Account.metadataMap: UserMetadataMap",
      "Account.metadataMap(keys:): [String!]",
      "SetUserMetadataPayload.user: Account",
      "DeleteUserMetadataPayload.user: Account",
      "UpdateUserMetadataPayload.user: Account",
    ]);
    expect(lines).toHaveLength(before.length);
    const account = renamed.find(({ coordinate }) => coordinate === "Account");
    expect(account?.directives).toEqual(['@key(fields: "zitadelId")']);
  });
});

interface Combination {
  readonly root: string;
  readonly user: string;
  readonly type: string;
  readonly key: string;
  readonly keyType: "ID" | "String";
  readonly directives: string;
}

function combinations(): readonly Combination[] {
  const users = [
    { user: "User.id", type: "User", key: "id", keyType: "ID" },
    { user: "User.id:String", type: "User", key: "id", keyType: "String" },
    { user: "Account.zitadelId", type: "Account", key: "zitadelId", keyType: "ID" },
  ] as const;
  return ["me,user", "me", "user", "none"].flatMap((root) =>
    users.flatMap((user) =>
      ["", "authenticated", "cost", "authenticated,cost"].map((directives) => ({
        root,
        ...user,
        directives,
      })),
    ),
  );
}

function fieldsOf(schema: DocumentNode): readonly string[] {
  return elementsOf(schema)
    .filter(({ kind }) => kind === "field")
    .map(({ coordinate }) => coordinate);
}
