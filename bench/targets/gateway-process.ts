/**
 * A gateway for the accounts subgraph and one metadata subgraph, in a separate process. It sends its address.
 */
import { startAccounts } from "../../test/support/supergraph/accounts-subgraph.js";
import { startGateway } from "../../test/support/supergraph/gateway.js";
import { gatewayWorkloads, nameOf, userIdsOf } from "../workloads.js";

const metadataUrl = process.argv[2] ?? "";
const accounts = await startAccounts([]);
for (const id of gatewayWorkloads.flatMap((workload) => userIdsOf(workload, 0))) {
  if (!accounts.names.has(id)) accounts.page.push(id);
  accounts.names.set(id, nameOf(id));
}
const gateway = await startGateway({ accounts: accounts.url, metadata: metadataUrl });
process.send?.({ url: gateway.url });
process.on("disconnect", () => process.exit());
