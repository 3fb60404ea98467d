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

/** ada belongs to organization 11, which both credentials see. */
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

/** `caller`, `service`: allowed with that credential; `no`: refused. Under a service rule the caller's token may show it as well. */
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

describe("the rules", () => {
  const access = createAccess(parsePolicy(rules));

  function decide(action: "read" | "write", caller: Caller, key: string): string {
    const rights = access.rightsTo(action, caller, user);
    if (rights.allows(key, "service")) return "service";
    return rights.allows(key, "caller") ? "caller" : "no";
  }

  it.each(rows)("let %s, for ada's %s: read %s, write %s", (name = "", key = "", read = "", write = "") => {
    const caller = new Map(Object.entries(callers)).get(name);
    if (caller === undefined) throw new Error(`the table names ${name}, who is none of the callers`);
    expect([decide("read", caller, key), decide("write", caller, key)]).toEqual([read, write]);
  });

  it("admit nobody by the owner's organization while that is unknown", () => {
    const unknown = { id: "ada", organizationId: { caller: undefined, service: undefined } };
    expect(access.rightsTo("read", callers["lead of 11"], unknown).allows("team.lead", "caller")).toBe(false);
  });

  it("need the owner's organization only for callers who have the role", () => {
    const needs = (caller: Caller): boolean => access.needsOrganization("read", caller, "caller");
    expect([needs(callers["lead of 11"]), needs(callers.ada), needs(callers.admin)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("tell before any entry is known whether anything may be read, and with which credential", () => {
    const { permits } = createAccess(parsePolicy(rules.slice(0, 2))).rightsTo("read", callers.support, user);
    expect([permits("caller"), permits("service")]).toEqual([false, true]);
  });

  it("are, where nothing is configured, what ZITADEL says to the caller's own token", () => {
    const rights = createAccess(builtInPolicy).rightsTo("write", callers.eve, user);
    expect([rights.allows("anything", "caller"), rights.allows("anything", "service")]).toEqual([
      true,
      false,
    ]);
  });
});
