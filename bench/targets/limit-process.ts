/**
 * The limit in a separate process: makes the calls to the fake ZITADEL that any subgraph has to make, and
 * ignores the responses.
 */
import { Pool } from "undici";
import { z } from "zod";
import { closedLoop } from "../load/closed-loop.js";
import { encodedPlan, limitRequest } from "./limit-message.js";
import { userIdsOf, type Workload, writtenKey } from "../workloads.js";

const settings = z.object({ origin: z.string(), tokens: z.array(z.string()) });
const { origin, tokens } = settings.parse(JSON.parse(process.argv[2] ?? ""));
const pool = new Pool(origin, { connections: 32 });
const service = "/zitadel.user.v2.UserService";

async function call(path: string, caller: number, body?: object): Promise<void> {
  const { statusCode, body: response } = await pool.request({
    path,
    method: body === undefined ? "GET" : "POST",
    headers: {
      authorization: `Bearer ${tokens[caller] ?? ""}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  await response.text();
  if (statusCode !== 200) throw new Error(`${path} returned ${statusCode}`);
}

async function sendCalls(workload: Workload, number: number): Promise<void> {
  const userIds = userIdsOf(workload, number);
  switch (workload.kind) {
    case "me":
      return call("/oidc/v1/userinfo", number % tokens.length);
    case "set":
      return call(`${service}/SetUserMetadata`, 0, {
        userId: userIds[0],
        metadata: [{ key: writtenKey, value: encodedPlan }],
      });
    case "attributes":
    case "entities":
    case "users":
      await Promise.all(
        userIds.map((userId) =>
          call(`${service}/ListUserMetadata`, 0, { userId, pagination: { offset: 0, limit: 1000 } }),
        ),
      );
  }
}

process.send?.("ready");
process.on("message", (message) => {
  const { workload, options, first } = limitRequest.parse(message);
  void closedLoop(options, first, (number) => sendCalls(workload, number)).then((result) =>
    process.send?.(result),
  );
});
process.on("disconnect", () => process.exit());
