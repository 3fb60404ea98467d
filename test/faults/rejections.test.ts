import { expectTable } from "./expect-table.js";
import { rejections } from "./tables/rejections.js";

expectTable(rejections, "transient");
