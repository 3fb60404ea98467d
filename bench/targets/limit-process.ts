/** The limit in a process of its own: asks the stand-in what a subgraph would have to ask, and does nothing with it. */
import { Pool } from "undici";
import { z } from "zod";
import { closedLoop } from "../load/closed-loop.js";
import { encodedPlan, limitMessage } from "./limit-message.js";
import { ownersOf, type Workload, writtenKey } from "../workloads.js";

const settings = z.object({ origin: z.string(), tokens: z.array(z.string()) });
const { origin, tokens } = settings.parse(JSON.parse(process.argv[2] ?? ""));
const pool = new Pool(origin, { connections: 32 });
const service = "/zitadel.user.v2.UserService";

async function ask(path: string, caller: number, body?: object): Promise<void> {
  const { statusCode, body: answer } = await pool.request({
    path,
    method: body === undefined ? "GET" : "POST",
    headers: {
      authorization: `Bearer ${tokens[caller] ?? ""}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  await answer.text();
  if (statusCode !== 200) throw new Error(`${path} was answered with ${statusCode}`);
}

async function act(workload: Workload, number: number): Promise<void> {
  const owners = ownersOf(workload, number);
  switch (workload.kind) {
    case "me":
      return ask("/oidc/v1/userinfo", number % tokens.length);
    case "set":
      return ask(`${service}/SetUserMetadata`, 0, {
        userId: owners[0],
        metadata: [{ key: writtenKey, value: encodedPlan }],
      });
    case "entities":
    case "users":
      await Promise.all(
        owners.map((userId) =>
          ask(`${service}/ListUserMetadata`, 0, { userId, pagination: { offset: 0, limit: 1000 } }),
        ),
      );
  }
}

process.send?.("ready");
process.on("message", (message) => {
  const { workload, amount, first } = limitMessage.parse(message);
  void closedLoop(amount, first, (number) => act(workload, number)).then((loaded) => process.send?.(loaded));
});
process.on("disconnect", () => process.exit());
