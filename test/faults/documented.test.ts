import { expect, it } from "vitest";
import type { Row, Table } from "./row.js";
import { answers } from "./tables/answers.js";
import { connections } from "./tables/connections.js";
import { limits } from "./tables/limits.js";
import { refusals } from "./tables/refusals.js";
import { servers } from "./tables/servers.js";
import { writes } from "./tables/writes.js";

const preface = `# What comes of it when ZITADEL does not answer as it should

Every line is tested as it stands here (\`test/faults\`), with the settings that hold unless you change them. The weather is met by the calls that the
operation makes, token checks aside: by the first of them (once) or by all (always). No call takes any time but one that is never answered: where calls take
long, ZITADEL is found to be away sooner, and fewer are made. A cell says what is answered, which calls were made for it, and of a
write whether ZITADEL has it afterwards. \`list\` reads a user's metadata, \`other\` finds out where ZITADEL's endpoints are, which
the process also tries by itself.

- A page that has an error is answered all the same: whoever could not be read is null, with the code at their path.
- Reads are repeated twice after connections that were refused or broke, after 502, 503, 504 and 429; not after silence, and not after 500.
- A write is sent again only where nothing of it was done. Where nobody can say, the user is read: what stands there is a success, and
  \`WRITE_OUTCOME_UNKNOWN\` is left for what does not, or cannot be seen. Whether a deleted key is gone is known when the user is (\`getUser\`).
- After ten calls in a row, over half a second, that found no ZITADEL none is made for a moment, but for one that tries whether it is back. What is quicker
  than that, a page of 50 in three tries, is 150 calls.
- \`Retry-After\` stops all calls, not only the one that met it; who cannot wait so long is told at once.
- After 404 without an error id it is found out anew which version of the API there is: that is one \`list\` more.
`;

/** `npx vitest run test/faults/documented.test.ts -u` writes it anew. */
it("is documented as it is tested", async () => {
  const tables = [connections, servers, answers, limits, refusals, writes];
  const text = [preface, ...tables.map(markdownOf)].join("\n");
  await expect(text).toMatchFileSnapshot("../../docs/failure-modes.md");
});

function markdownOf({ title, rows }: Table): string {
  return [
    `## ${title}\n`,
    "| weather | `me` | one user | a page of 50 | `setUserMetadata` | `deleteUserMetadata` |",
    "|---|---|---|---|---|---|",
    ...rows.map(lineOf),
    "",
  ].join("\n");
}

function lineOf({ weather, me, one, page, set, remove }: Row): string {
  return `| ${[weather, me, one, page, set, remove].join(" | ")} |`;
}
