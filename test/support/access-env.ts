import { withRules } from "./rules.js";
import { startWorld, type World } from "./test-env.js";

/** What each owner has. */
export const accessMetadata = {
  "internal.note": "trouble",
  "preferences.theme": "dark",
  "billing.plan": "gold",
  "team.lead": "bob",
  nick: "ada",
};

/** A world with rules of every kind, owners and callers for them. */
export interface AccessWorld extends AsyncDisposable {
  readonly world: World;
  readonly tokenOf: (caller: AccessCaller) => string;
  readonly idOf: (owner: "ada of acme" | "bugs of globex") => string;
}

export type AccessCaller =
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

export async function startAccessWorld(api: string): Promise<AccessWorld> {
  const world = await startWorld(async (zitadel) => ({
    ...(await rules(zitadel)),
    ZITADEL_API_VERSION: api,
  }));
  const ada = await world.addPerson({ metadata: accessMetadata });
  const bugs = await world.addPerson({ organisation: "globex", metadata: accessMetadata });
  const eve = await world.addPerson();
  const admin = await world.addPerson({ roles: ["admin"] });
  const support = await world.addPerson({ roles: ["support"] });
  const tokens: Readonly<Record<AccessCaller, string>> = {
    "ada herself": await world.login(ada.name),
    "eve, who has no role": await world.login(eve.name),
    "eve through the checkout": await world.login(eve.name, { app: "spa-jwt" }),
    "an admin": await world.login(admin.name),
    "support of acme": await world.login(support.name),
    "a manager in ZITADEL": world.zitadel.directory.personalAccessToken("manager"),
  };
  return {
    world,
    tokenOf: (caller) => tokens[caller],
    idOf: (owner) => (owner === "ada of acme" ? ada.id : bugs.id),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}
