import { parse, print } from "graphql";
import { describe, expect, it } from "vitest";
import { composers } from "./composers.js";
import { elementsOf } from "./elements.js";
import { typeDefsOf } from "./type-defs-of.js";

const replica = { REPLICA: "memory", ZITADEL_SERVICE_USER_TOKEN: "token" };
const linkOf = (variables: Readonly<Record<string, string>>): string | undefined =>
  /federation\/v[\d.]+/.exec(print(typeDefsOf(variables)))?.[0];

describe("the subscription in the schema", () => {
  it("raises the version of Federation to 2.4, from which Apollo supports subscriptions", () => {
    expect(linkOf({})).toBe("federation/v2.0");
    expect(linkOf(replica)).toBe("federation/v2.4");
    expect(linkOf({ ...replica, SUBGRAPH_DIRECTIVES: "interfaceObject" })).toBe("federation/v2.4");
    expect(linkOf({ ...replica, SUBGRAPH_DIRECTIVES: "authenticated" })).toBe("federation/v2.5");
  });

  it.each(composers)("composes by %s with a subgraph of Federation 2.0", (_, compose) => {
    const accounts = parse(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
      type User @key(fields: "id") { id: ID! name: String }
      type Query { users: [User!]! }`);
    const { errors, hints, api } = compose({ accounts, metadata: typeDefsOf(replica) });
    expect([errors, hints]).toEqual([[], []]);
    expect(elementsOf(api).map(({ line }) => line)).toContain(
      "Subscription.userMetadataChanged: UserMetadataChange",
    );
  });
});
