import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readConfig } from "../../src/config/read-config.js";

const documented = new Set(
  ["configuration", "replica"].flatMap(
    (name) =>
      readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), "utf8").match(/\b[A-Z][A-Z_]+\b/g) ??
      [],
  ),
);

it("documents every variable that the configuration reads in docs/configuration.md or docs/replica.md", () => {
  const values: Readonly<Record<string, string>> = {
    ZITADEL_ISSUER: "https://my.zitadel.cloud",
    ZITADEL_PROJECT_ID: "340000000000000001",
    ZITADEL_SERVICE_USER_TOKEN: "personal-access-token",
    REPLICA: "redis",
    REDIS_URL: "redis://localhost",
  };
  const read = new Set<string>();
  const handler: ProxyHandler<typeof values> = {
    get(target, name) {
      read.add(String(name));
      return target[String(name)];
    },
  };
  readConfig(new Proxy(values, handler));
  // NODE_ENV belongs to Node.js, and `…_FILE` to the setting without it.
  const settings = [...read].filter((name) => name !== "NODE_ENV" && !name.endsWith("_FILE"));
  expect(settings.length).toBeGreaterThan(50);
  expect(settings.filter((name) => !documented.has(name))).toEqual([]);
});
