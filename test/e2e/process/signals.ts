import { expect, it } from "vitest";
import { startEmulator } from "../../../src/emulator/start-emulator.js";
import { post, probe } from "../../support/post.js";
import { startProcess } from "../../support/subgraph-process.js";
import { environmentOf } from "../../support/world.js";

const patience = { timeout: 20_000 };
const never = "3600000";
const mine = "{ me { metadata { key } } }";
const scope = "openid urn:zitadel:iam:user:metadata";

export function describeSignals(): void {
  it(
    "SIGTERM: not ready any more, but all is served, and every answer ends its connection",
    patience,
    async () => {
      await using zitadel = await startEmulator();
      const { accessToken } = await zitadel.issueTokens("road-runner", "spa", scope);
      const subgraph = startProcess({ ...environmentOf(zitadel), SHUTDOWN_DELAY_MS: never });
      const url = await subgraph.url();
      const held = zitadel.holdNext("/oidc/v1/userinfo");
      const begunBefore = post(url, accessToken, mine);
      await held.arrived;
      subgraph.child.kill("SIGTERM");
      await subgraph.line("stopping");
      expect(await probe(url, "/readyz")).toEqual({ status: 503, body: { status: "stopping" } });
      expect(await probe(url, "/livez")).toEqual({ status: 200, body: { status: "ok" } });
      held.release();
      for (const answer of [await begunBefore, await post(url, accessToken, mine)]) {
        expect(answer.data).toMatchObject({ me: { metadata: [{}, {}, {}] } });
        expect(answer.headers.get("connection")).toBe("close");
      }
      for (const path of ["/livez", "/readyz", "/nowhere", "/%"]) {
        expect((await fetch(new URL(path, url))).headers.get("connection")).toBe("close");
      }
    },
  );

  it("a second signal ends it at once, with the code for it", patience, async () => {
    await using zitadel = await startEmulator();
    for (const [second, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const) {
      const subgraph = startProcess({ ...environmentOf(zitadel), SHUTDOWN_DELAY_MS: never });
      await subgraph.url();
      subgraph.child.kill("SIGTERM");
      await subgraph.line("stopping");
      // Under npm one wish can come as two signals: a moment later it is another one.
      const again = setInterval(() => subgraph.child.kill(second), 50);
      const ended = await subgraph.ended;
      clearInterval(again);
      expect(ended).toMatchObject({ code, stderr: "" });
      expect(ended.stdout.match(/a second signal/g)).toHaveLength(1);
    }
  });

  it("SIGINT: the same without the delay, and twice in a moment is once", patience, async () => {
    await using zitadel = await startEmulator();
    const subgraph = startProcess({ ...environmentOf(zitadel), SHUTDOWN_DELAY_MS: never });
    await subgraph.url();
    subgraph.child.kill("SIGINT");
    subgraph.child.kill("SIGINT");
    const { code, stdout, stderr } = await subgraph.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain('"stopped"');
  });
}
