import { describe, expect, it } from "vitest";
import { parsePrincipal } from "../../src/config/policy/principal.js";

describe("a principal of an access rule", () => {
  it.each([
    ["role:Super Admin", "Super Admin", { kind: "anyOrganization" }],
    ["role:admin@my-org", "admin", { kind: "organization", id: "my-org" }],
    ["role:c@owner", "c", { kind: "usersOrganization" }],
    ["role:a@b@12", "a@b", { kind: "organization", id: "12" }],
    ['role:"a@b"', "a@b", { kind: "anyOrganization" }],
    ['role:"a@b"@owner', "a@b", { kind: "usersOrganization" }],
    ['role:"say \\"hi\\""@12', 'say "hi"', { kind: "organization", id: "12" }],
  ])("can be the role %s", (text, role, grantedBy) => {
    expect(parsePrincipal(text)).toEqual({ kind: "role", role, grantedBy });
  });

  it.each([
    ["user:a/b c", "user", "a/b c"],
    ["client:ci bot", "client", "ci bot"],
    ["client:1@shop", "client", "1@shop"],
  ])("can be the id in %s", (text, kind, id) => {
    expect(parsePrincipal(text)).toEqual({ kind, id });
  });

  it.each([
    ...["role:", "role:@owner", "role:x@", 'role:"x', 'role:""', 'role:"x"y', "user: 1", "group:x"],
    ...["role:x@Owner", "role:x@ owner", 'role:"x"@ 12'],
  ])("cannot be %s", (text) => {
    expect(parsePrincipal(text)).toBeUndefined();
  });
});
