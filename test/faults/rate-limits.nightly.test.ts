import { expectTable } from "./expect-table.js";
import { rateLimits } from "./tables/rate-limits.js";

expectTable(rateLimits, "lasting");
