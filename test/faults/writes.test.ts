import { expectTable } from "./expect-table.js";
import { writes } from "./tables/writes.js";

expectTable(writes, "transient");
