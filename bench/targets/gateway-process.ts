/** A gateway with accounts and one metadata subgraph behind it, in a process of its own. */
import { startAccounts } from "../../test/support/accounts-subgraph.js";
import { startGateway } from "../../test/support/gateway.js";
import { gatewayWorkloads, nameOf, ownersOf } from "../workloads.js";

const metadata = process.argv[2] ?? "";
const accounts = await startAccounts([]);
for (const id of gatewayWorkloads.flatMap((workload) => ownersOf(workload, 0))) {
  if (!accounts.names.has(id)) accounts.page.push(id);
  accounts.names.set(id, nameOf(id));
}
const gateway = await startGateway({ accounts: accounts.url, metadata });
process.send?.({ url: gateway.url });
process.on("disconnect", () => process.exit());
