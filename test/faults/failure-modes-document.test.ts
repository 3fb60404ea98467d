import { expect, it } from "vitest";
import type { FaultScenario, FaultTable } from "./fault-scenario.js";
import { connections } from "./tables/connections.js";
import { invalidResponses } from "./tables/invalid-responses.js";
import { rateLimits } from "./tables/rate-limits.js";
import { rejections } from "./tables/rejections.js";
import { serverErrors } from "./tables/server-errors.js";
import { writes } from "./tables/writes.js";

const preface = `# Failure modes

What each operation returns if ZITADEL or the network fails. Each row is a test in \`test/faults\`, with
default settings.

The fault is injected into the operation's calls to ZITADEL, token checks excluded: into the first call
(*once*), the first calls (*three times*) or all calls (*always*). Calls take no time, unless they never get a
response. With slower calls the circuit breaker opens earlier, and fewer calls are made.

Each cell shows the result, the calls made and, for writes, whether ZITADEL stored the change. \`list\` reads a
user's metadata. \`other\` looks up ZITADEL's endpoints, which the process also does by itself.

- **Partial results.** A page with an error is returned. Users that could not be read are null, with the code
  at their path.
- **Retries of reads.** Two, after a failed or broken connection and after 429, 502, 503 and 504. None after a
  timeout or a 500.
- **Writes.** A write is sent again only if ZITADEL certainly applied nothing. If its
  [outcome is unknown](errors.md#outcome-of-a-write), the subgraph reads the user. If the user has the change,
  the write succeeded; otherwise the code is \`WRITE_OUTCOME_UNKNOWN\`. For a deletion the subgraph also checks
  that the user exists (\`getUser\`).
- **Circuit breaker.** It opens after ten consecutive failures over at least half a second. A page of 50 with
  three attempts each is faster than that, so it makes 150 calls.
- **Rate limit.** \`Retry-After\` pauses all calls. Requests that cannot wait that long fail immediately.
- **API version.** After a 404 without an error id the subgraph detects the API version again, which takes one
  more \`list\`.
`;

/** Update with `npx vitest run test/faults/failure-modes-document.test.ts -u`. */
it("generates docs/failure-modes.md from the tables of the fault tests", async () => {
  const tables = [connections, serverErrors, invalidResponses, rateLimits, rejections, writes];
  const text = [preface, ...tables.map(formatTable)].join("\n");
  await expect(text).toMatchFileSnapshot("../../docs/failure-modes.md");
});

function formatTable({ title, scenarios }: FaultTable): string {
  return [
    `## ${title}\n`,
    "| Fault | `me` | One user | Page of 50 | `setUserMetadata` | `deleteUserMetadata` |",
    "|---|---|---|---|---|---|",
    ...scenarios.map(formatRow),
    "",
  ].join("\n");
}

function formatRow({ name, me, one, page, set, remove }: FaultScenario): string {
  return `| ${[name, me, one, page, set, remove].join(" | ")} |`;
}
