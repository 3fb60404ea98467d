import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSeedFile } from "../../src/seed-file/read-seed-file.js";
import { type RunningCommand, startCommand } from "./command.js";

const projectRoot = fileURLToPath(new URL("../../../../", import.meta.url));
let folder: string;
let file: string;
let running: RunningCommand | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "seed-"));
  file = join(folder, "seed.json");
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await rm(folder, { recursive: true });
});

async function writeExample(): Promise<void> {
  const page = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  await writeFile(file, /```json seed\n(.*?)```/s.exec(page)?.[1] ?? "");
}

function run(flags: string): RunningCommand {
  running = startCommand(`node --import tsx packages/zitadel-emulator/src/cli/main.ts ${flags}`, projectRoot);
  return running;
}

describe("zitadel-emulator", () => {
  it("starts the seed of the README, prints its credentials and exits on Ctrl+C", async () => {
    await writeExample();
    const command = run(`--port 0 --seed ${file}`);
    const printed = await command.waitForOutput(/Ctrl\+C/);
    const issuer = /^ZITADEL +(\S+)/m.exec(printed)?.[1] ?? "";
    const ada = /^ada +(\d+)/m.exec(printed)?.[1] ?? "";
    for (const expected of [
      "Enchantress1!",
      "manager-token",
      "manager-secret",
      "backend-secret",
      "5173/callback",
    ]) {
      expect(printed).toContain(expected);
    }
    expect(printed).toMatch(/^bob .* ORG_USER_MANAGER +read and write all users in globex$/m);
    const headers = { authorization: "Bearer manager-token", "content-type": "application/json" };
    const url = `${issuer}/management/v1/users/${ada}/metadata/_search`;
    const listed = await fetch(url, { method: "POST", headers, body: "{}" });
    expect(await listed.json()).toMatchObject({
      result: [
        { key: "avatar", value: "iVBORw0KGgo=" },
        { key: "plan", value: btoa("gold") },
        { key: "settings", value: btoa('{"theme":"dark"}') },
      ],
    });
    command.kill("SIGINT");
    expect(await command.exited).toMatchObject({ code: 0, stderr: "" });
  });

  it("uses the next port if the requested one is in use, and prints it", async () => {
    const first = await run("--port 0").waitForOutput(/Ctrl\+C/);
    const port = /localhost:(\d+)/.exec(first)?.[1] ?? "";
    const second = startCommand(
      `node --import tsx packages/zitadel-emulator/src/cli/main.ts --port ${port}`,
      projectRoot,
    );
    try {
      expect(await second.waitForOutput(/Ctrl\+C/)).toMatch(
        new RegExp(`^Port ${port} is in use; ZITADEL uses port \\d+\\.$`, "m"),
      );
    } finally {
      await second.stop();
    }
  });

  it("prints the JSON Schema of seed files", async () => {
    const { stdout } = await run("--schema").exited;
    expect(JSON.parse(stdout)).toMatchObject({ additionalProperties: false, required: ["organizations"] });
  });
});

describe("seed file", () => {
  it("reports all problems of an invalid file together", async () => {
    const invalidSeed = {
      organizations: { acme: {} },
      peple: {},
      people: {
        ada: { organization: "acmee", pasword: "x", metadata: { plan: 3, "": "x" } },
        bob: { organization: "acme", role: "OWNER", roles: { shop: ["admn"], shopp: ["admin"] } },
      },
      serviceUsers: { bob: { organization: "acme", role: "OWNER" } },
      projects: { shop: { roles: ["admin"], apps: { web: { type: "pkce", redirectUris: ["/callback"] } } } },
    };
    await writeFile(file, JSON.stringify(invalidSeed));
    const roles = "IAM_OWNER, IAM_OWNER_VIEWER, IAM_USER_MANAGER, IAM_LOGIN_CLIENT, ORG_OWNER";
    for (const expected of [
      'the file: expected only the properties $schema, organizations, people, serviceUsers, projects, found "peple"',
      'people.ada.organization: expected one of acme, found "acmee"',
      "people.ada: expected only the properties organization, password,",
      'people.ada.metadata.plan: expected a non-empty string, or {"base64": "…"}, found 3',
      'people.ada.metadata: expected a non-empty string, found ""',
      'people.bob.roles.shop.0: expected one of admin, found "admn"',
      'people.bob.roles.shopp: expected one of shop, found "shopp"',
      'people and serviceUsers: expected a unique user name, found "bob"',
      `people.bob.role: expected one of ${roles}`,
      `serviceUsers.bob.role: expected one of ${roles}`,
      'projects.shop.apps.web.redirectUris.0: expected an absolute URL without a fragment, found "/callback"',
    ]) {
      await expect(readSeedFile(file)).rejects.toThrow(expected);
    }
  });

  it("rejects a file that is missing or is not valid JSON", async () => {
    await writeFile(file, '{\n  "organizations": {,\n}');
    await expect(readSeedFile(file)).rejects.toThrow(/is not valid JSON, line 2:/);
    await expect(readSeedFile(join(folder, "none.json"))).rejects.toThrow("cannot be read");
  });
});
