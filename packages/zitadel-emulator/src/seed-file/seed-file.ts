import * as z from "zod";
import { rolePermissions, type Role } from "../instance/role.js";

// Messages complete the sentence "expected …". The reader of the file adds the value that was found.

const name = z.string("a string").min(1, "a non-empty string");
const accessToken = z.literal(["opaque", "jwt"], '"opaque" or "jwt"').describe("The default is opaque.");
const metadataValue = z.union(
  [z.string().min(1), z.strictObject({ base64: z.base64().min(1) })],
  'a non-empty string, or {"base64": "…"}',
);
const metadata = z
  .record(name.max(200, "a key of up to 200 characters"), metadataValue, 'entries such as {"plan": "gold"}')
  .describe("Entries by key. A value is a string, or an object with bytes as base64.");

const roles = Object.keys(rolePermissions).filter(isRole);
const address = z.string("a URL").refine(isAddress, "an absolute URL without a fragment");
const addresses = z.array(address, "a list of URLs");

const rolesByProject = z
  .record(name, z.array(name, "a list of roles"), 'lists of roles by project, such as {"shop": ["admin"]}')
  .describe("Roles in projects by the project's name, granted by the user's organization.");

const role = z
  .literal(roles, `one of ${roles.join(", ")}`)
  .describe("A role of ZITADEL. IAM_… applies to the instance, ORG_… to the user's organization.");

const person = strictObject({
  organization: name,
  password: name.default("Password1!"),
  givenName: name.optional(),
  familyName: name.optional(),
  role: role.optional(),
  roles: rolesByProject.optional(),
  metadata: metadata.optional(),
});

const serviceUser = strictObject({
  organization: name,
  role: role.optional(),
  roles: rolesByProject.optional(),
  accessToken: accessToken.optional(),
  personalAccessToken: name.optional().describe("The default is a random value."),
  secret: name
    .optional()
    .describe("The secret for the client credentials grant. The client id is the user name."),
});

const pkceApp = strictObject({
  type: z.literal("pkce"),
  accessToken: accessToken.default("opaque"),
  redirectUris: addresses.min(1, "at least one URL"),
  postLogoutRedirectUris: addresses.default([]),
  userinfoInIdToken: z.boolean("true or false").optional(),
  rolesInTokens: z.boolean("true or false").optional(),
  loginUri: address
    .optional()
    .describe("The base URL of a custom login page; /login?authRequest=… is appended."),
});

const apiApp = strictObject({
  type: z.literal("api"),
  secret: name.optional().describe("The default is a random value."),
});

const project = strictObject({
  roles: z.array(name, "a list of roles").optional(),
  assertsRoles: z.boolean("true or false").optional(),
  apps: z.record(name, z.discriminatedUnion("type", [pkceApp, apiApp], '"pkce" or "api"'), "apps by name"),
});

const organization = strictObject({ displayName: name.optional(), primaryDomain: name.optional() });

export const seedFile = strictObject({
  $schema: name.optional(),
  organizations: z
    .record(name, organization, "organizations by name")
    .refine((all) => Object.keys(all).length > 0, "at least one organization")
    .describe("The first one is the default."),
  people: z.record(name, person, "people by user name").optional(),
  serviceUsers: z.record(name, serviceUser, "service users by name").optional(),
  projects: z.record(name, project, "projects by name").optional(),
});

export type SeedFile = z.infer<typeof seedFile>;

/** An object schema that rejects unknown properties and lists the known ones. */
function strictObject<T extends z.ZodRawShape>(shape: T): z.ZodObject<T, z.core.$strict> {
  const known = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === "unrecognized_keys" ? `only the properties ${known}` : `an object with ${known}`,
  });
}

function isRole(text: string): text is Role {
  return text in rolePermissions;
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && !text.includes("#");
}
