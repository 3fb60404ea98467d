import { parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readConfig } from "../../../src/config/read-config.js";
import { createSchema } from "../../../src/graphql/schema.js";
import { requestedVariables, compose, interpolate, firstRun } from "./compose.js";
import { version } from "./repository.js";
import { shutdownSeconds, readConfigUsage } from "./read-config-usage.js";

const { database, zitadel, subgraph } = compose.services;

/** Content of `.env` after the first run, from the comments in compose.yaml. */
const envFile = Object.fromEntries(
  [...firstRun.matchAll(/^# +([A-Z_]+)=([^$(\s]+)$/gm)].map(([, name = "", value = ""]) => [name, value]),
);

describe("the first run that compose.yaml describes", () => {
  it("writes exactly the variables that the subgraph needs into .env", () => {
    expect(Object.keys(envFile)).toEqual(requestedVariables);
    expect(JSON.stringify(interpolate(envFile, subgraph.environment))).not.toContain("$");
  });

  it("logs in as the user that ZITADEL creates at its first start", () => {
    const {
      ZITADEL_FIRSTINSTANCE_ORG_HUMAN_USERNAME: user = "",
      ZITADEL_FIRSTINSTANCE_ORG_NAME: organization = "",
      ZITADEL_FIRSTINSTANCE_ORG_HUMAN_PASSWORD: password = "",
      ZITADEL_EXTERNALDOMAIN: domain = "",
    } = zitadel.environment;
    expect(firstRun).toContain(`as ${user}@${organization.toLowerCase()}.${domain} with ${password}`);
  });

  it("copies the token from the file that ZITADEL writes into a volume", () => {
    const path = zitadel.environment["ZITADEL_FIRSTINSTANCE_PATPATH"] ?? "";
    expect(firstRun).toContain(`cp zitadel:${path} `);
    const [volume = "", folder] = zitadel.volumes[0]?.split(":") ?? [];
    expect(path.startsWith(`${folder ?? "?"}/`)).toBe(true);
    expect(Object.keys(compose.volumes)).toContain(volume);
  });

  it("sends valid operations to the published port of the subgraph", () => {
    const bodies = [...firstRun.matchAll(/-d '(.+)'$/gm)].map(([, body = ""]) => body);
    const schema = createSchema(readConfigUsage(interpolate(envFile, subgraph.environment)).config);
    const problems = bodies.map((body) => {
      const { query } = z.object({ query: z.string() }).parse(JSON.parse(body));
      return validate(schema, parse(query)).map(({ message }) => message);
    });
    expect(problems).toEqual([[], []]);
    expect(firstRun.match(/http:\/\/localhost:4001\/graphql/g)).toHaveLength(2);
    expect(subgraph.ports).toEqual(["127.0.0.1:4001:4001"]);
  });

  it("fails with an error that names the missing variable if there is no .env", () => {
    expect(() => readConfig(interpolate({}, subgraph.environment))).toThrow(
      /^[^\n]*\n {2}ZITADEL_PROJECT_ID: missing[^\n]*$/,
    );
  });
});

describe("the services of compose.yaml", () => {
  it("have tagged images; the tag of the subgraph is the version in package.json", () => {
    expect(zitadel.image).toMatch(/^ghcr\.io\/zitadel\/zitadel:v4\.\d+\.\d+$/);
    expect(database.image).toMatch(/^postgres:\d+/);
    expect(subgraph.image).toBe(`zitadel-user-metadata-subgraph:${version}`);
    expect(subgraph.build).toBe(".");
  });

  it("have health checks, and wait until their dependencies are healthy", () => {
    expect(zitadel.depends_on).toEqual({ database: { condition: "service_healthy" } });
    expect(subgraph.depends_on).toEqual({ zitadel: { condition: "service_healthy" } });
    for (const { healthcheck } of Object.values(compose.services)) expect(healthcheck?.test[0]).toBe("CMD");
  });

  it("publish ports only on the loopback interface", () => {
    const ports = Object.values(compose.services).flatMap((service) => service.ports);
    expect(ports.filter((port) => !port.startsWith("127.0.0.1:"))).toEqual([]);
    expect(database.ports).toEqual([]);
  });

  it("give ZITADEL a master key of the required length and the password of the database", () => {
    expect(zitadel.command.slice(0, 2)).toEqual(["start-from-init", "--masterkey"]);
    expect(zitadel.command[2]).toHaveLength(32);
    expect(zitadel.environment["ZITADEL_DATABASE_POSTGRES_ADMIN_PASSWORD"]).toBe(
      database.environment["POSTGRES_PASSWORD"],
    );
    expect(zitadel.environment["ZITADEL_DATABASE_POSTGRES_HOST"]).toBe("database");
  });
});

describe("the subgraph in compose.yaml", () => {
  const environment = interpolate(envFile, subgraph.environment);

  it("starts with its variables and uses all of them", () => {
    const { config, ignored } = readConfigUsage(environment);
    expect(ignored).toEqual([]);
    expect(config.zitadel.introspection?.value).toMatchObject({ kind: "basic" });
  });

  it("expects the issuer that browsers use, and calls ZITADEL by its service name", () => {
    const { issuer, apiUrl } = readConfigUsage(environment).config.zitadel;
    const { ZITADEL_EXTERNALDOMAIN: domain, ZITADEL_EXTERNALPORT: outer, ...rest } = zitadel.environment;
    expect(issuer).toBe(`http://${domain ?? ""}:${outer ?? ""}`);
    expect(apiUrl).toBe(`http://zitadel:${rest["ZITADEL_PORT"] ?? ""}`);
    expect(zitadel.ports).toEqual([`127.0.0.1:${outer ?? ""}:${rest["ZITADEL_PORT"] ?? ""}`]);
  });

  it("listens on the port that its health check requests", () => {
    const { port } = readConfigUsage(environment).config;
    expect(subgraph.healthcheck?.test.slice(0, 3)).toEqual(["CMD", "/nodejs/bin/node", "-e"]);
    expect(subgraph.healthcheck?.test[3]).toContain(`http://127.0.0.1:${port}/readyz`);
  });

  it("has a read-only file system and no capabilities", () => {
    expect(subgraph).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      cap_add: [],
      security_opt: ["no-new-privileges:true"],
      privileged: false,
      volumes: [],
    });
    // The user is set in the image, as a number other than 0.
    expect(subgraph.user).toBeUndefined();
  });

  it("has a stop grace period that is longer than its shutdown", () => {
    expect(Number(/^(\d+)s$/.exec(subgraph.stop_grace_period ?? "")?.[1])).toBeGreaterThan(shutdownSeconds);
  });
});
