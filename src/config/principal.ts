import type { RoleGrantor, Principal } from "../access/policy.js";

/** Parses a principal of an access rule; returns undefined if the text is not a valid principal. */
export function parsePrincipal(text: string): Principal | undefined {
  if (text === "self" || text === "anyone") return { kind: text };
  const colon = text.indexOf(":");
  const kind = text.slice(0, Math.max(colon, 0));
  const rest = text.slice(colon + 1);
  if (rest === "" || /\s/.test(rest)) return undefined;
  if (kind === "user" || kind === "client") return { kind, id: rest };
  return kind === "role" ? parseRole(rest) : undefined;
}

/** A role key may contain an @: the last one separates the role key from the grantor. */
function parseRole(text: string): Principal | undefined {
  const at = text.lastIndexOf("@");
  if (at === -1) return { kind: "role", role: text, grantedBy: { kind: "anyOrganization" } };
  const role = text.slice(0, at);
  const grantedBy = parseGrantor(text.slice(at + 1));
  return role === "" || grantedBy === undefined ? undefined : { kind: "role", role, grantedBy };
}

function parseGrantor(text: string): RoleGrantor | undefined {
  if (text === "owner") return { kind: "usersOrganization" };
  return /^\d{1,20}$/.test(text) ? { kind: "organization", id: text } : undefined;
}
