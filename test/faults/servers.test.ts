import { expectTable } from "./expect-table.js";
import { servers } from "./tables/servers.js";

expectTable(servers, "passes");
