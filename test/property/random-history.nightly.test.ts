import { expectHistories } from "./expect-histories.js";

expectHistories(26, 100);
