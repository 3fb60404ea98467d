import { expectHistories } from "./expect-histories.js";

expectHistories(1, 25);
