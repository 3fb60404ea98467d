import { beforeAll } from "vitest";
import { type TestEnv, useTestEnv, withRules } from "../../support/test-env.js";

/** The metadata of each user that the rules are tested on. */
export const accessMetadata = {
  "internal.note": "trouble",
  "preferences.theme": "dark",
  "billing.plan": "gold",
  "team.lead": "bob",
  nick: "ada",
};

/** A test environment whose policy has rules of every kind, with the users and callers that they apply to. */
export interface AccessEnv {
  readonly env: TestEnv;
  readonly tokenOf: (caller: AccessCaller) => string;
  readonly userIdOf: (user: "ada of acme" | "bugs of globex") => string;
}

type AccessCaller =
  | "ada herself"
  | "eve, who has no role"
  | "eve through the checkout"
  | "an admin"
  | "support of acme"
  | "a manager in ZITADEL";

const rules = withRules(({ directory }) => [
  { keys: ["internal.*"], read: ["role:admin"], write: [] },
  {
    keys: ["preferences.*"],
    read: ["self", "role:support"],
    write: ["self"],
    maxValueBytes: 20,
    as: "service",
  },
  { keys: ["billing.plan"], read: ["anyone"], write: [`client:${directory.app("spa-jwt")}`], as: "service" },
  { keys: ["team.*"], read: ["role:support@owner"], write: ["role:support@owner"], as: "service" },
  { keys: ["*"], read: ["anyone"], write: ["anyone"] },
]);

export function useAccessEnv(api: string): AccessEnv {
  const env = useTestEnv((zitadel) => ({ ...rules(zitadel), ZITADEL_API_VERSION: api }));
  let userIds: Readonly<Record<"ada of acme" | "bugs of globex", string>>;
  let tokens: Readonly<Record<AccessCaller, string>>;
  beforeAll(async () => {
    const ada = await env.addPerson({ metadata: accessMetadata });
    const bugs = await env.addPerson({ organization: "globex", metadata: accessMetadata });
    const eve = await env.addPerson();
    const admin = await env.addPerson({ roles: ["admin"] });
    const support = await env.addPerson({ roles: ["support"] });
    userIds = { "ada of acme": ada.id, "bugs of globex": bugs.id };
    tokens = {
      "ada herself": await env.login(ada.name),
      "eve, who has no role": await env.login(eve.name),
      "eve through the checkout": await env.login(eve.name, { app: "spa-jwt" }),
      "an admin": await env.login(admin.name),
      "support of acme": await env.login(support.name),
      "a manager in ZITADEL": env.pat("manager"),
    };
  });
  return { env, tokenOf: (caller) => tokens[caller], userIdOf: (user) => userIds[user] };
}
