import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/read-config.js";
import { Secret } from "../../src/lib/secret.js";
import { createAccess } from "../../src/access/access.js";
import type { Caller } from "../../src/metadata/caller.js";
import { builtInPolicy, type Policy } from "../../src/access/policy.js";

function parsePolicy(rules: unknown): Policy {
  return readConfig({
    ZITADEL_ISSUER: "https://my.zitadel.cloud",
    ZITADEL_PROJECT_ID: "1",
    JWT_SKIP_INTROSPECTION: "true",
    ZITADEL_SERVICE_USER_TOKEN: "pat",
    METADATA_POLICY: JSON.stringify({ rules }),
  }).policy;
}

const rules = [
  { keys: ["internal.*"], read: ["role:admin"] },
  { keys: ["preferences.*"], read: ["self", "role:support"], write: ["self"], as: "service" },
  { keys: ["billing.plan"], read: ["anyone"], write: ["role:billing", "client:checkout"], as: "service" },
  { keys: ["team.*"], read: ["role:lead@owner"], write: ["role:lead@owner"] },
  { keys: ["region"], read: ["role:lead@22"], write: ["user:root"] },
  { keys: ["nick"], read: ["anyone"], write: ["anyone"] },
];

function createCaller(id: string, more: Partial<Caller> = {}): Caller {
  return {
    id,
    accessToken: new Secret("x"),
    clientId: undefined,
    roles: new Map(),
    hasOnlyIdToken: false,
    hasMetadataScope: true,
    metadataClaim: undefined,
    ...more,
  };
}

const withRole = (role: string, ...organizations: string[]): Partial<Caller> => ({
  roles: new Map([[role, new Set(organizations)]]),
});

/** User ada belongs to organization 11, which is known with both credentials. */
const user = { id: "ada", organizationId: { caller: "11", service: "11" } };

const callers = {
  ada: createCaller("ada"),
  "ada's ID token": createCaller("ada", { hasOnlyIdToken: true }),
  eve: createCaller("eve"),
  "eve's ID token": createCaller("eve", { hasOnlyIdToken: true }),
  root: createCaller("root"),
  admin: createCaller("bob", withRole("admin", "33")),
  support: createCaller("bob", withRole("support", "33")),
  billing: createCaller("bob", withRole("billing", "33")),
  checkout: createCaller("bob", { clientId: "checkout" }),
  "lead of 11": createCaller("bob", withRole("lead", "11")),
  "lead of 22": createCaller("bob", withRole("lead", "22")),
};

/**
 * `caller`, `service`: allowed with that credential. `no`: not allowed. A key with a service rule may be read
 * with the caller's token as well.
 */
const table = `
  caller           key                read     write
  ada              internal.note      no       no
  ada              preferences.theme  service  service
  ada              Preferences.theme  no       no
  ada              preferences        no       no
  ada              billing.plan       service  no
  ada              billing.plans      no       no
  ada              team.lead          no       no
  ada              nick               caller   caller
  ada              unheard-of         no       no
  ada's ID token   nick               caller   no
  ada's ID token   preferences.theme  no       no
  eve              preferences.theme  no       no
  eve              billing.plan       service  no
  eve              nick               caller   caller
  eve's ID token   nick               no       no
  eve's ID token   billing.plan       no       no
  root             region             no       caller
  admin            internal.note      caller   no
  admin            internal.          caller   no
  admin            internal           no       no
  support          preferences.theme  service  no
  billing          billing.plan       service  service
  checkout         billing.plan       service  service
  lead of 11       team.lead          caller   caller
  lead of 22       team.lead          no       no
  lead of 11       region             no       no
  lead of 22       region             caller   no
`;

const rows = table
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.trim().split(/ {2,}/));

describe("access rules", () => {
  const access = createAccess(parsePolicy(rules));

  function decide(action: "read" | "write", caller: Caller, key: string): string {
    const rights = access.rightsTo(action, caller, user);
    if (rights.allows(key, "service")) return "service";
    return rights.allows(key, "caller") ? "caller" : "no";
  }

  it.each(rows)(
    "let the caller %s access ada's %s: read %s, write %s",
    (name = "", key = "", read = "", write = "") => {
      const caller = new Map(Object.entries(callers)).get(name);
      if (caller === undefined) throw new Error(`Unknown caller in the table: ${name}`);
      expect([decide("read", caller, key), decide("write", caller, key)]).toEqual([read, write]);
    },
  );

  it("deny access by a role in the user's organization while the organization is unknown", () => {
    const unknown = { id: "ada", organizationId: { caller: undefined, service: undefined } };
    expect(access.rightsTo("read", callers["lead of 11"], unknown).allows("team.lead", "caller")).toBe(false);
  });

  it("need the user's organization only for callers that have the role", () => {
    const needs = (caller: Caller): boolean => access.needsOrganization("read", caller, "caller");
    expect([needs(callers["lead of 11"]), needs(callers.ada), needs(callers.admin)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("determine which credentials may read any key before entries are read", () => {
    const { permits } = createAccess(parsePolicy(rules.slice(0, 2))).rightsTo("read", callers.support, user);
    expect([permits("caller"), permits("service")]).toEqual([false, true]);
  });

  it("allow all keys with the caller's token, and none as service, if no policy is configured", () => {
    const rights = createAccess(builtInPolicy).rightsTo("write", callers.eve, user);
    expect([rights.allows("anything", "caller"), rights.allows("anything", "service")]).toEqual([
      true,
      false,
    ]);
  });
});
