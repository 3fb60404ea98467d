import { createClient } from "graphql-sse";
import { expect, it } from "vitest";
import { changes } from "../../support/event-source.js";
import { allowAllAsService, startReplicaEnv } from "../../support/replica-env.js";

it("serves the client of graphql-sse", { tags: ["embedded"] }, async () => {
  await using env = await startReplicaEnv(allowAllAsService);
  const { name, id } = await env.addPerson();
  const client = createClient({
    url: env.url,
    headers: { authorization: `Bearer ${await env.login(name)}` },
    retryAttempts: 0,
  });
  const events = client.iterate({ query: changes });
  expect(await events.next()).toMatchObject({ value: { data: { userMetadataChanged: { user: { id } } } } });
  await events.return?.();
  client.dispose();
});
