import { type AppSeed, defaultPassword, devSeed, type PersonSeed, type Seed } from "zitadel-emulator";
import type { PageName } from "./parts.js";

/** Enough users to fill several pages of a list. */
const names =
  "daffy-duck tweety-bird sylvester-cat marvin-martian foghorn-leghorn pepe-lepew yosemite-sam speedy-gonzales elmer-fudd " +
  "lola-bunny petunia-pig tasmanian-devil witch-hazel gossamer-monster henery-hawk barnyard-dog hippety-hopper " +
  "hector-bulldog pete-puma hubie-mouse bertie-mouse sam-sheepdog ralph-wolf charlie-dog";

/** The seed of `npm run dev`, plus a role for billing, more users, and applications for the two pages. */
export function createDemoSeed(origins: Readonly<Record<PageName, string>>): Seed {
  const { shop, ...otherProjects } = devSeed.projects;
  if (shop === undefined) throw new Error("devSeed has no project shop");
  return {
    ...devSeed,
    people: {
      ...Object.fromEntries(
        Object.entries(devSeed.people).map(([name, person]) => [name, { ...namesOf(name), ...person }]),
      ),
      "porky-pig": {
        organization: "acme",
        password: defaultPassword,
        ...namesOf("porky-pig"),
        grants: { shop: ["billing"] },
      },
      ...Object.fromEntries(names.split(" ").map((name, n) => [name, { ...namesOf(name), ...customer(n) }])),
    },
    projects: {
      ...otherProjects,
      shop: {
        ...shop,
        roles: [...(shop.roles ?? []), "billing"],
        apps: { ...shop.apps, "admin-ui": page(origins["admin-ui"]), web: page(origins.web) },
      },
    },
  };
}

function namesOf(name: string): Pick<PersonSeed, "givenName" | "familyName"> {
  const [givenName = "", familyName = ""] = name
    .split("-")
    .map((part) => part.replace(/^./, (first) => first.toUpperCase()));
  return { givenName, familyName };
}

function customer(n: number): PersonSeed {
  return {
    organization: "acme",
    password: defaultPassword,
    metadata: {
      contract: String(20_000 + n),
      plan: n % 3 === 0 ? "gold" : "basic",
      "billing.account": String(70_000 + n),
      ...(n % 2 === 0 && { "preferences.theme": "dark" }),
      ...(n % 5 === 0 && { avatar: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) }),
      ...(n % 7 === 0 && { "internal.score": String(n) }),
    },
  };
}

function page(origin: string): AppSeed {
  return {
    type: "pkce",
    accessToken: "opaque",
    redirectUris: [`${origin}/callback`],
    postLogoutRedirectUris: [`${origin}/`],
  };
}
