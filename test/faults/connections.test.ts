import { expectTable } from "./expect-table.js";
import { connections } from "./tables/connections.js";

expectTable(connections, "transient");
