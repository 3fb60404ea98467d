import { expectTable } from "./expect-table.js";
import { foreignResponses } from "./tables/foreign-responses.js";

expectTable(foreignResponses, "transient");
