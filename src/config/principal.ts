import type { RoleGrantor, Principal } from "../access/policy.js";

/** Somebody as a rule names them; undefined for what is no name. */
export function readPrincipal(written: string): Principal | undefined {
  if (written === "self" || written === "anyone") return { kind: written };
  const colon = written.indexOf(":");
  const kind = written.slice(0, Math.max(colon, 0));
  const rest = written.slice(colon + 1);
  if (rest === "" || /\s/.test(rest)) return undefined;
  if (kind === "user" || kind === "client") return { kind, id: rest };
  return kind === "role" ? readRole(rest) : undefined;
}

/** Role keys may hold an @: the last one counts. */
function readRole(rest: string): Principal | undefined {
  const at = rest.lastIndexOf("@");
  if (at === -1) return { kind: "role", role: rest, grantedBy: { kind: "anyOrganisation" } };
  const role = rest.slice(0, at);
  const grantedBy = readGranter(rest.slice(at + 1));
  return role === "" || grantedBy === undefined ? undefined : { kind: "role", role, grantedBy };
}

function readGranter(written: string): RoleGrantor | undefined {
  if (written === "owner") return { kind: "ownersOrganisation" };
  return /^\d{1,20}$/.test(written) ? { kind: "organisation", id: written } : undefined;
}
