import type { Principal, RoleGrantor } from "../../access/policy.js";
import { tryParseJson } from "../../lib/try-parse-json.js";

/**
 * Parses a principal of an access rule; returns undefined if the text is not a valid principal. Ids and role keys
 * may contain any character, because ZITADEL restricts neither. A role key that contains an @ or starts with a quotation
 * mark is written as a JSON string, as in `role:"a@b"`.
 */
export function parsePrincipal(text: string): Principal | undefined {
  if (text === "self" || text === "anyone") return { kind: text };
  const colon = text.indexOf(":");
  const kind = text.slice(0, Math.max(colon, 0));
  const rest = text.slice(colon + 1);
  // A space at an end would be invisible, and is a typing error.
  if (rest === "" || rest !== rest.trim()) return undefined;
  if (kind === "user" || kind === "client") return { kind, id: rest };
  return kind === "role" ? parseRole(rest) : undefined;
}

const quotedRole = /^("(?:[^"\\]|\\.)*")(?:@(.*))?$/;
const plainRole = /^([^"@].*?)(?:@([^@]*))?$/;

/** Without quotation marks, the last @ separates the role key from the grantor. */
function parseRole(text: string): Principal | undefined {
  const [, quoted, quotedGrantor] = quotedRole.exec(text) ?? [];
  const [, plain, plainGrantor] = plainRole.exec(text) ?? [];
  const role = quoted === undefined ? plain : parseJsonString(quoted);
  const grantedBy = parseGrantor(quotedGrantor ?? plainGrantor);
  if (role === undefined || role === "" || grantedBy === undefined) return undefined;
  return { kind: "role", role, grantedBy };
}

function parseJsonString(text: string): string | undefined {
  const value = tryParseJson(text);
  return typeof value === "string" ? value : undefined;
}

function parseGrantor(text: string | undefined): RoleGrantor | undefined {
  if (text === undefined) return { kind: "anyOrganization" };
  if (text === "owner") return { kind: "usersOrganization" };
  // No organization has such an id, so the rule would grant nothing.
  const isTypo = text !== text.trim() || text.toLowerCase() === "owner";
  return text === "" || isTypo ? undefined : { kind: "organization", id: text };
}
