import { expectTable } from "./expect-table.js";
import { invalidResponses } from "./tables/invalid-responses.js";

expectTable(invalidResponses, "lasting");
