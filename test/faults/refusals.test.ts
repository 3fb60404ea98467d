import { expectTable } from "./expect-table.js";
import { refusals } from "./tables/refusals.js";

expectTable(refusals, "passes");
