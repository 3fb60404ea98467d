import { expectTable } from "./expect-table.js";
import { limits } from "./tables/limits.js";

expectTable(limits, "stays");
