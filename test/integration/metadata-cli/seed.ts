import type { Seed } from "zitadel-emulator";

/** A ZITADEL instance without people. Its service user is a user, too. */
export const seedWithoutPeople: Seed = {
  organizations: { acme: { displayName: "ACME", primaryDomain: "acme.example.com" } },
  people: {},
  serviceUsers: { owner: { organization: "acme", role: { role: "IAM_OWNER", in: "instance" } } },
  projects: { shop: { apps: { "api-basic": { type: "api", auth: "secret" } } } },
};

/** A line of a metadata file. */
export function line(userId: string, key: string, value: unknown): string {
  return JSON.stringify({ userId, key, value });
}
