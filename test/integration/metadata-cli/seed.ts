import { z } from "zod";
import type { Emulator, Seed } from "zitadel-emulator";
import { routes } from "../../support/zitadel-calls.js";

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

const entry = z.object({
  userId: z.string(),
  key: z.string(),
  value: z.string().optional(),
  valueBase64: z.string().optional(),
});

export function parseLine(text: string): z.infer<typeof entry> {
  return entry.parse(JSON.parse(text));
}

/** The users whose lists were requested, in the order of the requests. */
export function listedUsers({ calls }: Emulator): readonly (string | undefined)[] {
  return calls.filter(({ path }) => routes.list.test(path)).map(({ userId }) => userId);
}
