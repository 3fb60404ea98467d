import { createServer } from "node:net";
import { once } from "node:events";
import getPort from "get-port";
import { expect, it } from "vitest";
import { startChild } from "../../../src/commands/dev/child/start-child.js";

it("reports whether the subgraph listens, finds its port in use, or exits before it listens", async () => {
  const port = await getPort();
  const env = {
    ZITADEL_ISSUER: "http://127.0.0.1:9",
    ZITADEL_PROJECT_ID: "1",
    HOST: "127.0.0.1",
    PORT: String(port),
    LOG_LEVEL: "silent",
  };
  const started = async (childEnv: Readonly<Record<string, string>>): Promise<string> => {
    await using child = startChild(childEnv);
    return await child.started;
  };
  expect(await started(env)).toBe("listening");

  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  expect(await started(env)).toBe("portInUse");
  expect(await started({ ...env, LOG_LEVEL: "loud" })).toBe("exited");
  server.close();
});
