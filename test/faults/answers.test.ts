import { expectTable } from "./expect-table.js";
import { answers } from "./tables/answers.js";

expectTable(answers, "passes");
