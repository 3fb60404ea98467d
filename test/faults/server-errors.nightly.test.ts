import { expectTable } from "./expect-table.js";
import { serverErrors } from "./tables/server-errors.js";

expectTable(serverErrors, "lasting");
