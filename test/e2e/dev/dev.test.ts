import { appendFile, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import getPort from "get-port";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isConnectionRefused } from "../subgraph-process.js";
import { type Clone, createClone } from "./clone.js";
import { type RunningDev, startDev, tokenCommand } from "./start-dev.js";

const meQuery = "{ me { id metadata { key value } } }";
const entries = [
  { key: "contract", value: "10045" },
  { key: "plan", value: "gold" },
  { key: "settings", value: '{"theme":"dark","beta":true}' },
];

const rules = [
  { keys: ["preferences.*"], read: ["self"], write: ["self"], as: "service" },
  { keys: ["*"], read: ["anyone"] },
];

describe("npm run dev", () => {
  let first: Clone;
  let second: Clone;
  let dev: RunningDev;
  let other: RunningDev;

  beforeAll(async () => {
    first = await createClone();
    second = await createClone();
    const [port, explorer, zitadel] = [await getPort(), await getPort(), await getPort()];
    const flags = `--port ${port} --explorer-port ${explorer} --zitadel-port ${zitadel}`;
    const env = "ZITADEL_ISSUER=https://elsewhere.example ZITADEL_API_URL=https://elsewhere.example PORT=1";
    const policy = `METADATA_POLICY='${JSON.stringify({ rules })}'`;
    [dev, other] = await Promise.all([startDev(first, flags, env), startDev(second, flags, policy)]);
  });
  afterAll(() => Promise.all([first, second].map((clone) => clone[Symbol.asyncDispose]())));

  it("runs beside another dev with the same preferred ports, and reports the ports it uses instead", () => {
    const addresses = [dev, other].flatMap(({ graphql, explorer, issuer }) => [graphql, explorer, issuer]);
    expect(new Set(addresses).size).toBe(6);
    expect(dev.stdout + other.stdout).toMatch(/^Port \d+ is in use; the explorer uses port \d+\.$/m);
  });

  it("prints nothing to stderr, and names the variables that it ignores", () => {
    expect([dev.stderr, other.stderr].map((text) => text.replace(/.*EADDRINUSE.*\n/, ""))).toEqual(["", ""]);
    expect(dev.stdout).toMatch(/^Ignored, .*: ZITADEL_ISSUER, ZITADEL_API_URL\.$/m);
    expect(dev.stdout).toMatch(/^Ignored PORT\. To set the port, use `npm run dev -- --port 5000`\.$/m);
    expect(other.stdout).not.toContain("Ignored, because");
  });

  it("prints a curl command that returns road-runner's entries", async () => {
    for (const [clone, { curl }] of [[first, dev] as const, [second, other] as const]) {
      const { stdout } = await clone.start(curl).exited;
      expect(JSON.parse(stdout)).toEqual({ data: { me: { metadata: entries } } });
    }
  });

  it("applies METADATA_POLICY with a service user of the emulator", async () => {
    const token = (await second.start(`${tokenCommand} wile-coyote`).exited).stdout.trim();
    const set =
      "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { userErrors { code } } }";
    const setKey = async (key: string): Promise<unknown> => {
      const input = { userId: other.user("wile-coyote"), entries: [{ key, value: "x" }] };
      return (await other.query(set, token, { input })).data;
    };
    expect(await setKey("preferences.displayName")).toEqual({ setUserMetadata: { userErrors: [] } });
    expect(await setKey("plan")).toEqual({ setUserMetadata: { userErrors: [{ code: "KEY_NOT_WRITABLE" }] } });
  });

  it("makes its state file readable only for the current user", async () => {
    expect((await stat(join(first.folder, ".dev/state.json"))).mode & 0o777).toBe(0o600);
  });

  it("rejects a second dev in the same folder", async () => {
    const { code, stderr } = await first.start("npm run -s dev").exited;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^`npm run dev` is already running in this folder \(process \d+\)/);
  });

  it("keeps tokens and metadata across a reload", async () => {
    const token = (await first.start(`${tokenCommand} road-runner`).exited).stdout.trim();
    const manager = (await first.start(`${tokenCommand} manager`).exited).stdout.trim();
    const input = { userId: dev.user("road-runner"), entries: [{ key: "plan", value: "platinum" }] };
    const set =
      "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { entries { key } } }";
    expect((await dev.query(set, manager, { input })).codes).toEqual([]);

    const reloaded = dev.waitForOutput(/Reloaded in \d+\.\d s: src\/graphql\/limits\/response-budget\.ts/);
    await appendFile(join(first.folder, "src/graphql/limits/response-budget.ts"), "\n");
    await reloaded;
    const { data } = await dev.query('{ me { metadataEntry(key: "plan") { value } } }', token);
    expect(data).toEqual({ me: { metadataEntry: { value: "platinum" } } });
  });

  it("reports why the subgraph cannot start, and starts it after the source is fixed", async () => {
    const file = join(first.folder, "src/graphql/limits/response-budget.ts");
    const text = await readFile(file, "utf8");
    const broken = dev.waitForOutput(/exited \(code 1\)[^]*Expected identifier but found "="/);
    await writeFile(file, `${text}const = 1;\n`);
    expect(await broken).toContain("response-budget.ts");
    const recovered = dev.waitForOutput(/Reloaded/);
    await writeFile(file, text);
    await recovered;
    const token = (await first.start(`${tokenCommand} wile-coyote`).exited).stdout.trim();
    expect((await dev.query(meQuery, token)).data).toMatchObject({ me: { id: dev.user("wile-coyote") } });
  });

  it("closes all ports and removes its state file on SIGTERM", async () => {
    dev.kill("SIGTERM");
    await dev.exited;
    for (const url of [dev.graphql, dev.explorer, dev.issuer])
      expect(await isConnectionRefused(url)).toBe(true);
    await expect(stat(join(first.folder, ".dev/state.json"))).rejects.toThrow("ENOENT");
  });

  it("stops the subgraph when it is killed, and `token` ignores the remaining state file", async () => {
    const { pid } = JSON.parse(await readFile(join(second.folder, ".dev/state.json"), "utf8"));
    process.kill(Number(pid), "SIGKILL");
    await other.exited;
    await expect.poll(() => isConnectionRefused(other.graphql), { timeout: 60_000 }).toBe(true);
    const { code, stdout, stderr } = await second.start(`${tokenCommand} manager`).exited;
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^Neither `npm run dev` nor `npm run demo` is running/);
  });
});
